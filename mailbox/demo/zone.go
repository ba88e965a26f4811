package demo

// Zone is what the city's name server holds when the demonstration starts: what
// the samples ask to change, and what has crept in beside the register, for the
// comparison of the two.
const Zone = `$TTL 3600
@	SOA ns1 hostmaster 2026110301 7200 900 1209600 300
@	NS ns1
@	NS ns2
@	MX 10 mail
@	TXT "v=spf1 mx -all"
ns1	A 203.0.113.2
ns2	A 203.0.113.3
mail	A 203.0.113.25
www	A 203.0.113.80
e-musrenbang-contoh	A 203.0.113.19
cctv-contoh	A 203.0.113.100
mx.surat-contoh	A 203.0.113.44
pustaka-anak	A 203.0.113.61
katalog-arsip	A 203.0.113.62
simreklame-contoh	A 203.0.113.63
promo-contoh	300 A 198.51.100.66
survei-contoh	CNAME survei-batam.contoh-awan.example.
`
