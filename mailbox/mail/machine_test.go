package mail

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/domain/clean"
)

func TestMachine(t *testing.T) {
	for _, c := range []struct {
		name, raw string
		kind      Kind
		quiet     bool
	}{
		{"a person", "From: budi@contohkab.go.id\nSubject: Permohonan", KindNone, false},
		{"auto-submitted no", "From: budi@contohkab.go.id\nAuto-Submitted: no", KindNone, false},
		{"auto-replied", "From: a@b.id\nAuto-Submitted: auto-replied", KindAutoReply, true},
		{"auto-generated", "From: a@b.id\nAuto-Submitted: auto-generated (cron)", KindAutoReply, true},
		{"vacation", "From: a@b.id\nAuto-Submitted: auto-replied (vacation)", KindOutOfOffice, true},
		{"Exchange", "From: a@b.id\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nSubject: Automatic reply: Permohonan", KindOutOfOffice, true},
		{"Indonesian absence", "From: a@b.id\nSubject: Balasan Otomatis: Bls: Permohonan", KindOutOfOffice, true},
		{"absence behind a mark", "From: a@b.id\nSubject: Re: Sedang cuti s.d. 12 Agustus", KindOutOfOffice, true},
		{"a person about leave", "From: a@b.id\nSubject: Permohonan data pegawai sedang cuti", KindNone, false},
		{"suppress alone", "From: a@b.id\nX-Auto-Response-Suppress: OOF", KindNone, true},
		{"autoreply field", "From: a@b.id\nX-Autoreply: yes", KindAutoReply, true},
		{"precedence", "From: a@b.id\nPrecedence: auto_reply", KindAutoReply, true},
		{"list", "From: a@b.id\nList-Id: <kominfo.lists.example>\nPrecedence: list", KindList, true},
		{"bulk", "From: a@b.id\nPrecedence: bulk", KindBulk, true},
		{"unsubscribe", "From: a@b.id\nList-Unsubscribe: <https://x.example>", KindBulk, true},
		{"own", "From: Loket <Helpdesk@contoh.go.id>\nAuto-Submitted: auto-replied", KindOwn, true},
		{"another desk", "From: loket@lain.go.id\nX-Loket: abc", KindNone, true},
		{"report", "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b--", KindBounce, true},
		{"read receipt", "From: a@b.id\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nx\n--b--", KindAutoReply, true},
		{"exim", "From: Mailer-Daemon@mx.example\nX-Failed-Recipients: x@y.id\nAuto-Submitted: auto-replied\nSubject: Mail delivery failed", KindBounce, true},
		{"qmail", "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice", KindBounce, true},
		{"daemon alone", "From: MAILER-DAEMON@mx.example\nSubject: halo", KindBounce, true},
		{"null From", "From: <>\nSubject: Mail delivery failed", KindBounce, true},
		{"a postmaster writes", "From: postmaster@contohkab.go.id\nSubject: Permohonan", KindNone, false},
		{"a postmaster reports", "From: postmaster@contohkab.go.id\nSubject: Undeliverable: x", KindBounce, true},
		{"null sender only", "Return-Path: <>\nFrom: a@b.id\nSubject: Permohonan", KindNone, true},
		{"noreply", "From: no-reply@b.id", KindNone, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Parse([]byte(c.raw+"\n\nhalo"), Options{OwnAddresses: []string{"helpdesk@contoh.go.id"}})
			if m.Machine.Kind != c.kind || m.Machine.Quiet != c.quiet || c.quiet != (len(m.Machine.Reasons) > 0) {
				t.Errorf("got %+v, want %q quiet %v", m.Machine, c.kind, c.quiet)
			}
		})
	}
}

const report = `Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example>
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Surat Anda tidak sampai.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Original-Envelope-Id: E1

Final-Recipient: rfc822; budi@contohkab.go.id
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <budi@contohkab.go.id>: mailbox
    unknown

Original-Recipient: rfc822;siti@contohkab.go.id
Final-Recipient: rfc822;x@y.example
Action: Delayed
Status: 4.4.1 (timeout)
--b
Content-Type: message/rfc822

Message-ID: <surat-1@loket.example>
Subject: Permohonan diterima

isi
--b--
`

func TestBounce(t *testing.T) {
	want := &Bounce{OriginalID: "surat-1@loket.example", EnvelopeID: "E1", ReportingMTA: "mx.example", Recipients: []BouncedRecipient{
		{"budi@contohkab.go.id", "failed", "5.1.1", clean.Own("550 5.1.1 <budi@contohkab.go.id>: mailbox unknown")},
		{"siti@contohkab.go.id", "delayed", "4.4.1", clean.Text{}},
	}}
	m := Parse([]byte(report), Options{})
	if diff := cmp.Diff(want, m.Bounce); diff != "" {
		t.Error(diff)
	}
	if m.Machine.Kind != KindBounce || m.Text.String() != "Surat Anda tidak sampai." || len(m.Inner) != 1 || len(m.Attachments) != 2 {
		t.Errorf("%+v %q", m.Machine, leaves(m))
	}
	if !m.Bounce.Recipients[0].Permanent() || m.Bounce.Recipients[1].Permanent() {
		t.Error("Permanent")
	}
	headers := strings.NewReplacer("message/rfc822", "text/rfc822-headers", "\nisi\n", "").Replace(report)
	if diff := cmp.Diff(want, Parse([]byte(headers), Options{}).Bounce); diff != "" {
		t.Errorf("headers only: %s", diff)
	}
}

func TestBounceWithoutReport(t *testing.T) {
	m := Parse([]byte("From: MAILER-DAEMON@mx.example\nReturn-Path: <>\nSubject: failure notice\n\n<budi@contohkab.go.id>:\n550 5.1.1 no such user\n\n--- Below\nMessage-ID: <surat-1@loket.example>\n"), Options{})
	want := &Bounce{OriginalID: "surat-1@loket.example", Recipients: []BouncedRecipient{{Email: "budi@contohkab.go.id", Status: "5.1.1"}}}
	if diff := cmp.Diff(want, m.Bounce); diff != "" {
		t.Error(diff)
	}
}

func TestAuth(t *testing.T) {
	const from = "From: budi@mail.contohkab.go.id\n"
	pass := AuthResult{"pass", "contohkab.go.id"}
	for _, c := range []struct {
		name, raw string
		want      Auth
	}{
		{"read", from + "Authentication-Results: mx.contoh.id; spf=pass (ok) smtp.mailfrom=budi@contohkab.go.id;\n dkim=pass header.d=contohkab.go.id header.s=x; dmarc=pass (p=none) header.from=contohkab.go.id",
			Auth{State: AuthRead, SPF: pass, DKIM: pass, DMARC: pass}},
		{"version and case", from + "Authentication-Results: MX.contoh.id 1; SPF=Fail smtp.mailfrom=X.example", Auth{State: AuthRead, SPF: AuthResult{"fail", "x.example"}}},
		{"another server", from + "Authentication-Results: mx.evil.example; spf=pass smtp.mailfrom=contohkab.go.id", Auth{Reason: "no Authentication-Results of mx.contoh.id"}},
		{"only the topmost", from + "Authentication-Results: mx.contoh.id; spf=fail\nAuthentication-Results: mx.contoh.id; spf=pass", Auth{State: AuthRead, SPF: AuthResult{"fail", ""}}},
		{"hidden in a comment", from + "Authentication-Results: mx.contoh.id; spf=fail (x; dkim=pass header.d=contohkab.go.id)", Auth{State: AuthRead, SPF: AuthResult{"fail", ""}}},
		{"aligned signature", from + "Authentication-Results: mx.contoh.id; dkim=pass header.d=list.example; dkim=pass header.d=contohkab.go.id", Auth{State: AuthRead, DKIM: pass}},
		{"none", from + "Authentication-Results: mx.contoh.id; none", Auth{State: AuthRead}},
		{"unreadable", from + "Authentication-Results: mx.contoh.id; %%%", Auth{State: AuthUnreadable, Reason: "Authentication-Results not readable"}},
		{"two From fields", from + from + "Authentication-Results: mx.contoh.id; dkim=pass header.d=contohkab.go.id", Auth{State: AuthRefused, Reason: "2 From fields"}},
		{"two senders", "From: a@b.id, c@d.id\nAuthentication-Results: mx.contoh.id; dkim=pass", Auth{State: AuthRefused, Reason: "2 senders in From"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Parse([]byte(c.raw+"\n\nx"), Options{AuthServID: "mx.contoh.id"}).Auth); diff != "" {
				t.Error(diff)
			}
		})
	}
	inner := "Content-Type: message/rfc822\n\n" + from + "Authentication-Results: mx.contoh.id; dkim=pass header.d=contohkab.go.id\n\nx"
	if m := Parse([]byte(inner), Options{AuthServID: "mx.contoh.id"}); m.Inner[0].Auth.State != AuthNone {
		t.Error("an attached message's results were believed")
	}
}

func TestReferences(t *testing.T) {
	m := Parse([]byte("Message-ID: <\n a@b>\nIn-Reply-To: \"Surat\" <c@d> of Monday\nReferences: <e@f><g@h>\n <i j@k>\n\n"), Options{})
	if diff := cmp.Diff([]string{"a@b", "c@d", "e@f", "g@h", "ij@k"}, append(append([]string{m.MessageID}, m.InReplyTo...), m.References...)); diff != "" {
		t.Error(diff)
	}
	m = Parse([]byte("References: <first@x> "+strings.Repeat("<y@z> ", 500)+"<last@x>\n\n"), Options{})
	if n := len(m.References); n != 200 || m.References[0] != "first@x" || m.References[n-1] != "last@x" {
		t.Errorf("%d references", n)
	}
	for in, want := range map[string]string{"a@b": "a@b", "<a@b": "a@b", "<>": "", "<a\xe9@b>": "a%E9@b", "<a@b> x": "a@b"} {
		if m := Parse([]byte("Message-ID: "+in+"\n\n"), Options{}); m.MessageID != want {
			t.Errorf("%q: got %q, want %q", in, m.MessageID, want)
		}
	}
}
