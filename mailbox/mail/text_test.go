package mail

import (
	"strings"
	"testing"
)

func TestFoldQuoted(t *testing.T) {
	for _, c := range []struct{ name, text, own string }{
		{"nothing quoted", "Yth. Bapak\n\nmohon dibantu", "Yth. Bapak\n\nmohon dibantu"},
		{"Gmail, Indonesian", "Terima kasih\n\nPada Sen, 5 Agu 2024 pukul 08.30 Loket <loket@contoh.id> menulis:\n\n> halo\n> salam", "Terima kasih"},
		{"Gmail, folded", "Terima kasih\n\nPada tanggal Sen, 5 Agu 2024 pukul 08.30 Loket Domain\n<loket@contoh.id> menulis:\n> halo", "Terima kasih"},
		{"Gmail, English", "Ok\n\nOn Mon, Aug 5, 2024 at 8:30 AM Loket <loket@contoh.id> wrote:\n> halo", "Ok"},
		{"without marks", "Ok\n\nPada 5 Agustus 2024 08.30, Loket <loket@contoh.id> menulis:\nhalo\nsalam", "Ok"},
		{"answers between", "Pada Sen, 5 Agu 2024 Loket <l@contoh.id> menulis:\n> berkas mana?\nSurat tugas.\n> kapan?\nBesok.", "Surat tugas.\nBesok."},
		{"Outlook, Indonesian", "Terlampir.\n\nDari: Loket <loket@contoh.id>\nDikirim: Senin, 5 Agustus 2024 08.30\nKepada: Budi\nSubjek: Permohonan\n\nhalo", "Terlampir."},
		{"Outlook, English, ruled", "Ok\n________________________________\nFrom: Loket <loket@contoh.id>\nSent: Monday, August 5, 2024 8:30 AM\nTo: Budi\nSubject: x\n\nhalo", "Ok"},
		{"Outlook, bold stars", "Ok\n\n*Dari:* Loket <loket@contoh.id>\n*Dikirim:* Senin, 5 Agustus 2024 08.30\n*Kepada:* Budi\n*Subjek:* x\n\nhalo", "Ok"},
		{"Pesan Asli", "Ok\n\n-----Pesan Asli-----\nDari: x\nhalo", "Ok"},
		{"Original Message", "Ok\n\n----- Original Message -----\nhalo", "Ok"},
		{"forward only", "---------- Forwarded message ---------\nDari: Budi <b@x.id>\nDate: Sen\n\nmohon", ""},
		{"an official note is no quotation", "NOTA DINAS\nKepada : Kepala Dinas\nDari : Kabid E-Government\nTanggal : 5 Agustus 2024\nPerihal : Permohonan subdomain\n\nMohon dibantu.", "NOTA DINAS\nKepada : Kepala Dinas\nDari : Kabid E-Government\nTanggal : 5 Agustus 2024\nPerihal : Permohonan subdomain\n\nMohon dibantu."},
		{"note beginning with Dari", "Dari : Kabid\nKepada : Kadis\nTanggal : 5 Agustus 2024\nPerihal : x\n\nisi", "Dari : Kabid\nKepada : Kadis\nTanggal : 5 Agustus 2024\nPerihal : x\n\nisi"},
		{"signature", "Mohon dibantu\n\n-- \nBudi\nDiskominfo", "Mohon dibantu"},
		{"signature above a quotation", "Mohon\n-- \nBudi\n\nPada Sen, 5 Agu 2024 Loket <l@x.id> menulis:\n> halo", "Mohon"},
		{"a closing stays", "Mohon.\n\nHormat kami,\nBudi Santoso\nNIP 198001012005011001", "Mohon.\n\nHormat kami,\nBudi Santoso\nNIP 198001012005011001"},
		{"device", "Siap pak\n\nDikirim dari iPhone saya", "Siap pak"},
		{"device, English", "Ok\n\nSent from my Galaxy", "Ok"},
		{"a sentence with menulis", "Pada surat itu beliau menulis:\nmohon segera", "Pada surat itu beliau menulis:\nmohon segera"},
	} {
		t.Run(c.name, func(t *testing.T) {
			own, quoted := foldQuoted(c.text)
			if own != c.own {
				t.Errorf("own\n got %q\nwant %q\nquoted %q", own, c.own, quoted)
			}
		})
	}
}

func TestHTMLText(t *testing.T) {
	for _, c := range []struct {
		name, page, want string
		hidden           int
	}{
		{"paragraphs", "<html><head><title>x</title><style>p{}</style></head><body><p>satu  dua\n tiga</p><p>empat<br>lima</p></body></html>", "satu dua tiga\n\nempat\nlima", 0},
		{"entities", "a &amp; b&nbsp;&lt;c&gt; &#233;", "a & b <c> é", 0},
		{"link", `<a href="https://contoh.id/x">klik di sini</a>.`, "klik di sini <https://contoh.id/x>.", 0},
		{"link that says itself", `<a href="https://contoh.id/">contoh.id</a> <a href="mailto:a@b.id">a@b.id</a>`, "contoh.id a@b.id", 0},
		{"link that lies", `<a href="https://evil.example">https://contoh.go.id</a>`, "https://contoh.go.id <https://evil.example>", 0},
		{"script link", `<a href="javascript:x()">a</a><a href="#top">b</a>`, "ab", 0},
		{"lists", "<ul><li>a<li>b</ul><ol><li>c</li><li><p>d</p></li></ol>", "- a\n- b\n1. c\n2. d", 0},
		{"DNS table", "<table><tr><th>Host</th><th>Tipe</th><th>Nilai</th></tr><tr><td><p>www</p></td><td><p>A</p></td><td><p>192.0.2.10</p></td></tr><tr><td>@<td>TXT<td>v=spf1 -all</table>", "Host\tTipe\tNilai\nwww\tA\t192.0.2.10\n@\tTXT\tv=spf1 -all", 0},
		{"empty cell kept", "<table><tr><td>a</td><td></td><td>c</td></tr></table>", "a\t\tc", 0},
		{"layout table", "<table><tr><td><p>satu</p><table><tr><td>a</td><td>b</td></tr></table></td></tr><tr><td>dua</td></tr></table>", "satu\n\na\tb\ndua", 0},
		{"quotation", "ok<blockquote><div>a</div><blockquote>b</blockquote></blockquote>c", "ok\n> a\n> > b\nc", 0},
		{"hidden", `a<span style="DISPLAY : none">xxx</span><div hidden>yy</div><p style="font-size:0px">z</p><i style='mso-hide:all'>w</i>b`, "ab", 7},
		{"hidden and void", `<div style="display:none">x<br>y<img src=z></div>b`, "b", 2},
		{"white on white", `<p style="color:#FFF">xx</p><p style="color:rgb(254, 254, 254)">y</p><font color=white>z</font><p>b</p>`, "b", 4},
		{"white on white around", `<div style="color:white"><p>xx<b>y</b></p></div>b`, "b", 3},
		{"white on a colour", `<table bgcolor="#036"><tr><td style="color:#fff">a</td></tr></table><div style="background:navy"><span style="color:white">b</span></div>`, "a\nb", 0},
		{"blue on blue", `<div style="background-color:#003366"><p><font color="#003367">xxx</font>a</p></div>`, "a", 3},
		{"black on black", `<body bgcolor=black text=black>xxx<p style="color:red">a</p></body>`, "a", 3},
		{"white on a picture", `<td background="x.png"><span style="color:#fff">a</span></td><div style="background:#fff url(y.png)"><i style="color:#ffffff">b</i></div>`, "a\nb", 0},
		{"cells without a row", "<td>a</td><td>b</td><p>c</p>", "a\tb\nc", 0},
		{"white under a style sheet", `<style>.d{background:#000}</style><div class=d><p style="color:#fff">a</p></div><p style="color:#fff;background:#fff">x</p>`, "a", 1},
		{"white again on white", `<style>td{background:#000}</style><td style="background-color:#fff"><b style="color:#fdfdfd">x</b>a</td>`, "a", 1},
		{"white link", `<p style="color:#fff"><a href="https://x.id">a</a></p>`, "a <https://x.id>", 0},
		{"half transparent", `<p style="color:rgba(255,255,255,0.5)">a</p>`, "a", 0},
		{"no colour", `<p style="color:inherit;background:transparent">a</p>`, "a", 0},
		{"visibility", `<p style="visibility: hidden">xx</p><p style="font-size: 0">yy</p>a`, "a", 4},
		{"opacity that shows", `<p style="opacity:0.8;font-size:0.9em">a</p>`, "a", 0},
		{"comments", "a<!-- x -->b<!--[if mso]>c<![endif]-->d<!-->e-->f", "abde-->f", 0},
		{"unclosed comment", "a<!-- b", "a", 0},
		{"script", "a<script>b</script>c<style>d</style>e", "ace", 0},
		{"preformatted", "<pre>a  b\n c</pre>d", "a  b\n c\n\nd", 0},
		{"image", `<img alt="Logo" src=x><img src=y>`, "[Logo]", 0},
		{"rule", "a<hr>b", "a\n" + strings.Repeat("_", 32) + "\nb", 0},
		{"stray end tags", "</td></div>a</p></blockquote>b", "a\n\nb", 0},
		{"headline", "<h1>A</h1>b", "A\n\nb", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, hidden, _ := htmlText(c.page)
			if got != c.want || hidden != c.hidden {
				t.Errorf("got %q, %d hidden\nwant %q, %d", got, hidden, c.want, c.hidden)
			}
		})
	}
}
