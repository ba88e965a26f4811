package sender

import (
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"loket/domain"
)

// from replaces the sender of the plain mail.
func from(value string) string {
	return strings.Replace(plain, "Budi Contoh <budi@contohkab.go.id>", value, 1)
}

func withField(raw, field string) string { return field + "\r\n" + raw }

// lookAlikeOf returns the official suffix or known agency domain that the host
// of an address resembles without being it, "" if none.
func lookAlikeOf(host string, o Options) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return resemble(host, domain.OfficialEmail("a@"+host, o.Official), o).of
}

func TestLookAlikes(t *testing.T) {
	o := options(nil)
	tests := []struct {
		host string
		of   string
	}{
		{"batam.co.id", ""}, {"batan.example", ""}, {"contohkab.go.id", ""}, {"dinas.contohkab.go.id", ""}, {"lain.go.id", ""}, {"mail.go.id", ""}, {"go.id", ""}, {"a_b.batam.go.id", ""},
		{"batam.go.id.evil.example", "batam.go.id"}, {"lain.go.id.evil.example", "go.id"}, {"lain.go.id-verifikasi.example", "go.id"},
		{"go-id.com", "go.id"}, {"batam.go-id.com", "batam.go.id"}, {"batam-go.id", "batam.go.id"}, {"lain-go-id.com", "go.id"}, {"lain.goid.com", "go.id"},
		{"batamgo.id", "batam.go.id"}, {"indigo.id", ""}, {"kargo.id", ""},
		{"goo.id", "go.id"}, {"lain.goo.id", "go.id"}, {"lain.g0.id", "go.id"}, {"lain.gov.id", "go.id"}, {"lain.og.id", "go.id"}, {"lain.go.ld", "go.id"},
		{"lain.dessa.id", "desa.id"}, {"lain.co.id", ""}, {"lain.or.id", ""}, {"lain.my.id", ""}, {"lain.sch.id", ""}, {"lain.web.id", ""},
		{"contohkab.id", "contohkab.go.id"}, {"contohkab.com", "contohkab.go.id"}, {"contohkab.co.id", "contohkab.go.id"},
		{"contohkob.go.id", "contohkab.go.id"}, {"batarn.go.id", "batam.go.id"}, {"contohkabb.go.id", "contohkab.go.id"}, {"majujaja.desa.id", "majujaya.desa.id"},
		{"b\u0430tam.go.id", "batam.go.id"},                      // Cyrillic a
		{"xn--btam-53d.go.id", "batam.go.id"},                    // the same in punycode
		{"batam.g\u043e.id", "batam.go.id"},                      // Cyrillic o
		{"lain.g\u00f6.id", "go.id"},                             // marks
		{"lain.go.\u0456d", "go.id"},                             // Ukrainian i
		{"contohkab\uff0ego\uff0eid.example", "contohkab.go.id"}, // full-width dots
		{"m\u00fcnchen.example", ""}, {"gmail.com", ""}, {"perusahaan.example", ""}, {"localhost", ""}, {"", ""}, {"[192.0.2.1]", ""},
	}
	for _, test := range tests {
		if got := lookAlikeOf(test.host, o); got != test.of {
			t.Errorf("%s resembles %q, want %q", test.host, got, test.of)
		}
	}
}

// TestSiteSuffixes has an agency's own domain among the suffixes, as sites do.
func TestSiteSuffixes(t *testing.T) {
	o := Options{Official: []string{"mail.go.id", "batam.go.id"}}
	for host, of := range map[string]string{
		"batam.go.id": "", "dinas.batam.go.id": "", "batam.co.id": "", "lain.go.id": "",
		"batam.go.id.evil.example": "batam.go.id", "b\u0430tam.go.id": "batam.go.id", "batam-go-id.example": "batam.go.id",
	} {
		if got := lookAlikeOf(host, o); got != of {
			t.Errorf("%s resembles %q, want %q", host, got, of)
		}
	}
	if j := judge(from("a@lain.go.id"), o); j.Official {
		t.Error("lain.go.id is official where only batam.go.id and mail.go.id are")
	}
}

func TestCompanyWithTheNameOfAnAgencyIsDoubtedOnly(t *testing.T) {
	if j := judge(from("a@contohkab.co.id"), options(nil)); j.Level != Doubtful || !j.has("look-suffix") {
		t.Errorf("%s, %s", j.Level, j.codes())
	}
	if j := judge(from("a@contohkob.go.id"), options(nil)); j.Level != Unknown || !j.LookAlike {
		t.Errorf("an agency one letter away: %s, %s", j.Level, j.codes())
	}
}

func TestRegisterRefusesWhatIsNoDomain(t *testing.T) {
	r := NewRegister([]Agency{{"", "Pemerintah Kota Kosong"}, {"go.id", "Pemerintah"}, {"dinas.batam.go.id", "Dinas Batam"}, {"Batam.go.id.", "Batam"}})
	if len(r.agencies) != 1 || !r.has("batam.go.id") {
		t.Errorf("%+v", r.agencies)
	}
	var none *Register
	if none.has("batam.go.id") || none.near("batam.go.id") != "" || none.labelled("batam.go.id") != "" {
		t.Error("an empty register knows something")
	}
}

func TestDecisiveLookAlikesStayForgedWhenSigned(t *testing.T) {
	for _, host := range []string{"batam.go.id.evil.example", "go-id.example", "batam.goo.id"} {
		k := keys.rsa2048()
		raw := sign(t, from("Pejabat <pejabat@"+host+">"), host, k)
		j := judge(raw, options(zone{"s._domainkey." + host: {record(t, k)}}))
		if j.Level != ForgedLikely || !j.LookAlike || j.Proof != ProofDKIM || j.Official {
			t.Errorf("%s: %s, %s", host, j.Level, j.codes())
		}
	}
}

func TestDisplayName(t *testing.T) {
	tests := []struct {
		from  string
		code  string // "" for no warning
		level Level
	}{
		{`Budi Contoh <budi@contohkab.go.id>`, "", Unknown},
		{`"budi@contohkab.go.id" <budi@contohkab.go.id>`, "", Unknown},
		{`"dinas@dinas.contohkab.go.id" <budi@contohkab.go.id>`, "", Unknown},
		{`"budi@contohkab.go.id" <orang@gmail.com>`, "display-address", ForgedLikely},
		{`"Budi (budi@contohkab.go.id)" <orang@gmail.com>`, "display-address", ForgedLikely},
		{"=?UTF-8?Q?budi=EF=BC=A0contohkab.go.id?= <orang@gmail.com>", "display-address", ForgedLikely},
		{`"orang@gmail.com" <orang@yahoo.com>`, "display-address", Doubtful},
		{`"batam.go.id" <orang@gmail.com>`, "display-domain", Doubtful},
		{`"Pemerintah Kota Batam" <orang@gmail.com>`, "display-agency", Doubtful},
		{`"PEMERINTAH  KOTA-BATAM, Bagian Umum" <orang@perusahaan.example>`, "display-agency", Doubtful},
		{`"Pemerintah Kota Batam" <orang@contohkab.go.id>`, "display-agency", Unknown},
		{`"Pemerintah Kota Batam" <orang@mail.go.id>`, "", Unknown},
		{`"Pemerintah Kota Batam" <orang@batam.go.id>`, "", Unknown},
		{`"Dinas Kominfo" <orang@gmail.com>`, "display-office", Unknown},
		{`"Badanoy S." <orang@gmail.com>`, "", Unknown},
		{`"PT Contoh v1.2" <orang@perusahaan.example>`, "", Unknown},
	}
	for _, test := range tests {
		j := judge(from(test.from), options(nil))
		if j.DisplayWarning != (test.code != "") || test.code != "" && !j.has(test.code) || j.Level != test.level {
			t.Errorf("%s: %s, %s; want %s, %q", test.from, j.Level, j.codes(), test.level, test.code)
		}
	}
}

func TestReplyTo(t *testing.T) {
	tests := []struct {
		from, reply string
		elsewhere   bool
		level       Level
	}{
		{"budi@contohkab.go.id", "budi@contohkab.go.id", false, Unknown},
		{"budi@contohkab.go.id", "umum@dinas.contohkab.go.id", false, Unknown},
		{"budi@contohkab.go.id", "budi.contoh@gmail.com", true, Doubtful},
		{"budi@contohkab.go.id", "budi@contohkab.go.id, budi@evil.example", true, Doubtful},
		{"budi@contohkab.go.id", "budi@batam.go.id", true, Doubtful},
		{"budi@gmail.com", "budi@contohkab.go.id", true, Doubtful},
	}
	for _, test := range tests {
		j := judge(withField(from(test.from), "Reply-To: "+test.reply), options(nil))
		if j.ReplyToElsewhere != test.elsewhere || j.Level != test.level {
			t.Errorf("%s, answers to %s: %t, %s, %s", test.from, test.reply, j.ReplyToElsewhere, j.Level, j.codes())
		}
	}
}

func TestSiteResults(t *testing.T) {
	const official, free = "budi@contohkab.go.id", "orang@gmail.com"
	tests := []struct {
		name, from, results string
		more                string
		level               Level
		proof               Proof
	}{
		{"dmarc", official, "mx.desk.example; dmarc=pass header.from=contohkab.go.id", "", Trusted, ProofDMARC},
		{"dmarc of another", official, "mx.desk.example; dmarc=pass header.from=evil.example", "", Unknown, ProofNone},
		{"dkim", official, "mx.desk.example; dkim=pass header.d=contohkab.go.id", "", Trusted, ProofSite},
		{"dkim of another", official, "mx.desk.example; dkim=pass header.d=evil.example", "", Unknown, ProofNone},
		{"spf", official, "mx.desk.example; spf=pass smtp.mailfrom=budi@contohkab.go.id", "", Plausible, ProofSPF},
		{"spf, free mail", free, "mx.desk.example; spf=pass smtp.mailfrom=orang@gmail.com", "", Unknown, ProofSPF},
		{"spf of another", official, "mx.desk.example; spf=pass smtp.mailfrom=x@evil.example", "", Unknown, ProofNone},
		{"dmarc, free mail", free, "mx.desk.example; dmarc=pass header.from=gmail.com", "", Plausible, ProofDMARC},
		{"dmarc failed", official, "mx.desk.example; dmarc=fail header.from=contohkab.go.id", "", ForgedLikely, ProofNone},
		{"dmarc failed in a list", official, "mx.desk.example; dmarc=fail header.from=contohkab.go.id", "List-Id: <milis.example>", Doubtful, ProofNone},
		{"dmarc failed, free mail", free, "mx.desk.example; dmarc=fail header.from=gmail.com", "", Doubtful, ProofNone},
		{"another server says so", official, "mx.evil.example; dmarc=pass header.from=contohkab.go.id", "", Unknown, ProofNone},
		{"not readable", official, "mx.desk.example; ???", "", Unknown, ProofNone},
		{"lower one with our name", official, "mx.desk.example; dmarc=fail header.from=contohkab.go.id\r\nAuthentication-Results: mx.desk.example; dmarc=pass header.from=contohkab.go.id", "", ForgedLikely, ProofNone},
	}
	for _, test := range tests {
		raw := withField(from(test.from), "Authentication-Results: "+test.results)
		if test.more != "" {
			raw = withField(raw, test.more)
		}
		if j := judge(raw, options(nil)); j.Level != test.level || j.Proof != test.proof {
			t.Errorf("%s: %s, proof %q, %s", test.name, j.Level, j.Proof, j.codes())
		}
	}
}

func TestBrokenBodyExplainsAFailedDMARC(t *testing.T) {
	k := keys.rsa2048()
	raw := sign(t, plain, "contohkab.go.id", k) + "catatan kaki\r\n"
	raw = withField(raw, "Authentication-Results: mx.desk.example; dmarc=fail header.from=contohkab.go.id")
	if j := judge(raw, options(zone{"s._domainkey.contohkab.go.id": {record(t, k)}})); j.Level != Doubtful {
		t.Errorf("%s, %s", j.Level, j.codes())
	}
}

func TestAgencyKnown(t *testing.T) {
	if j := judge(plain, options(nil)); j.KnownAgency != "Pemerintah Kabupaten Contoh" || !j.has("agency-known") || j.Level != Unknown {
		t.Errorf("known: %+v", j)
	}
	for _, who := range []string{"orang@gmail.com", "a@lain.go.id", "a@mail.go.id"} {
		if j := judge(from(who), options(nil)); j.KnownAgency != "" || j.has("agency-known") {
			t.Errorf("%s is of %q", who, j.KnownAgency)
		}
	}
}

func TestAddress(t *testing.T) {
	tests := []struct {
		from             string
		official, shared bool
		agency           string
	}{
		{"a@contohkab.go.id", true, false, "contohkab.go.id"},
		{"a@dinas.contohkab.go.id", true, false, "contohkab.go.id"},
		{"a@majujaya.desa.id", true, false, "majujaya.desa.id"},
		{"a@mail.go.id", true, true, ""},
		{"a@go.id", false, false, ""},
		{"a@contohkabgo.id", false, false, ""},
		{"a@contohkab.go.id.evil.example", false, false, ""},
		{"a@CONTOHKAB.GO.ID.", true, false, "contohkab.go.id"},
	}
	for _, test := range tests {
		j := judge(from(test.from), options(nil))
		if j.Official != test.official || j.Shared != test.shared || j.AgencyDomain != test.agency {
			t.Errorf("%s: official %t, shared %t, agency %q", test.from, j.Official, j.Shared, j.AgencyDomain)
		}
	}
}

func TestChainIsShownAndNotBelieved(t *testing.T) {
	set := func(i, cv string) string {
		return "ARC-Seal: i=" + i + "; a=rsa-sha256; cv=" + cv + "; d=Milis.example; s=s; b=AAAA\r\n" +
			"ARC-Message-Signature: i=" + i + "; a=rsa-sha256; d=milis.example; h=from; bh=AAAA; b=AAAA\r\n" +
			"ARC-Authentication-Results: i=" + i + "; milis.example; dmarc=pass header.from=contohkab.go.id\r\n"
	}
	j := judge(set("2", "pass")+set("1", "none")+plain, options(nil))
	want := ARC{Instances: 2, CV: "pass", Sealer: "milis.example", Said: "milis.example; dmarc=pass header.from=contohkab.go.id", Complete: true}
	if j.ARC != want || !j.has("arc") || j.Proof != ProofNone || j.Level != Unknown {
		t.Errorf("%+v, %s, %s", j.ARC, j.Level, j.codes())
	}
	for name, raw := range map[string]string{
		"hole":        set("3", "pass") + set("1", "none") + plain,
		"twice":       set("1", "none") + set("1", "none") + plain,
		"no instance": set("x", "none") + plain,
		"too many":    set("51", "none") + plain,
		"seal only":   "ARC-Seal: i=1; cv=none; d=milis.example\r\n" + plain,
	} {
		if j := judge(raw, options(nil)); j.ARC.Complete || !j.has("arc-broken") {
			t.Errorf("%s: %+v, %s", name, j.ARC, j.codes())
		}
	}
}

func TestNoSender(t *testing.T) {
	for _, raw := range []string{"", "\r\n", "Subject: x\r\n\r\n", "From: <>\r\n\r\n", from("Tanpa Alamat")} {
		if j := judge(raw, options(nil)); j.Level != Unknown || j.Email != "" || !j.has("no-sender") {
			t.Errorf("%q: %s, %s", raw, j.Level, j.codes())
		}
	}
}

func TestHeadline(t *testing.T) {
	k := keys.ed()
	signed := func(address, host string, change ...func(*dkim.SignOptions)) Judgement {
		raw := sign(t, from(address), host, k, change...)
		return judge(raw, options(zone{"s._domainkey." + host: {record(t, k)}}))
	}
	tests := []struct {
		got  Judgement
		want string
	}{
		{signed("budi@contohkab.go.id", "contohkab.go.id"), "trusted dkim-pass contohkab.go.id"},
		{signed("budi@mail.go.id", "mail.go.id"), "trusted shared mail.go.id"},
		{signed("orang@gmail.com", "gmail.com"), "plausible line-not-official gmail.com"},
		{signed("budi@contohkab.go.id", "contohkab.go.id", func(o *dkim.SignOptions) { o.HeaderKeys = []string{"From", "Content-Type"} }),
			"plausible dkim-subject contohkab.go.id"},
		{judge(plain, options(nil)), "unknown dkim-none"},
		{judge("", options(nil)), "unknown no-sender"},
		{judge(from(`"budi@contohkab.go.id" <orang@gmail.com>`), options(nil)), "forged-likely display-address budi@contohkab.go.id orang@gmail.com"},
	}
	for _, test := range tests {
		h := test.got.Head
		if got := strings.Join(append([]string{string(test.got.Level), h.Code}, h.Args...), " "); got != test.want {
			t.Errorf("headline %q, want %q", got, test.want)
		}
	}
}
