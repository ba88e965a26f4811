package demo

import (
	"bytes"
	"context"
	"net/mail"
	"net/smtp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"
)

// handClock is turned by hand. Live tells by asked that it has done what was due and waits.
type handClock struct {
	mu    sync.Mutex
	now   time.Time
	bell  chan time.Time
	asked chan time.Duration
	done  <-chan struct{}
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) After(d time.Duration) <-chan time.Time {
	select {
	case c.asked <- d:
	case <-c.done:
	}
	return c.bell
}

func (c *handClock) turn(d time.Duration) {
	c.mu.Lock()
	c.now = c.now.Add(d)
	now := c.now
	c.mu.Unlock()
	c.bell <- now
}

func TestLiveDeliversByTheClock(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	clock := &handClock{now: testNow, bell: make(chan time.Time), asked: make(chan time.Duration), done: ctx.Done()}
	s, err := Start(ctx, Options{Now: testNow, Clock: clock, Empty: true, Live: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	defer stop()
	if d := <-clock.asked; d != 20*time.Second {
		t.Fatalf("Live waits %s first, want 20s", d)
	}
	count := func() uint32 {
		box, err := s.account.Status(FolderInbox, &imap.StatusOptions{NumMessages: true})
		if err != nil {
			t.Fatal(err)
		}
		return *box.NumMessages
	}
	if n := count(); n != 0 {
		t.Fatalf("%d mails at once, want none", n)
	}
	clock.turn(20 * time.Second)
	if d := <-clock.asked; d != 30*time.Second || count() != 1 {
		t.Fatalf("after 20 s: %d mails and a wait of %s, want 1 and 30s", count(), d)
	}
	revision := letterTo("hendra.wibowo@majujayakab.go.id", "Permintaan perbaikan: posyandumajujaya.go.id", "<9@domain-contoh.go.id>", "", "Ada yang perlu diperbaiki.")
	if err := smtp.SendMail(s.SMTPAddr(), nil, s.Address(), []string{"hendra.wibowo@majujayakab.go.id"}, revision); err != nil {
		t.Fatal(err)
	}
	if d := <-clock.asked; d != 30*time.Second {
		t.Fatalf("after the letter: wait of %s, want 30s still", d)
	}
	clock.turn(30 * time.Second)
	if d := <-clock.asked; d != 10*time.Second || count() != 2 {
		t.Fatalf("after 50 s: %d mails and a wait of %s, want 2 and 10s", count(), d)
	}
	clock.turn(10 * time.Second)
	if <-clock.asked; count() != 3 {
		t.Fatalf("after 60 s: %d mails, want 3: the correction is missing", count())
	}
}

func letterTo(to, subject, id, answers, body string) []byte {
	var refs string
	if answers != "" {
		refs = "In-Reply-To: " + answers + "\r\nReferences: " + answers + "\r\n"
	}
	return []byte("From: helpdesk@domain-contoh.go.id\r\nTo: " + to + "\r\nSubject: " + subject + "\r\nMessage-ID: " + id + "\r\n" + refs +
		"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n")
}

func sampleBy(key string) mailing {
	all := mailings()
	return all[slices.IndexFunc(all, func(m mailing) bool { return m.key == key })]
}

func TestRequestersAnswer(t *testing.T) {
	for _, tt := range []struct {
		about, subject, body string
		after                time.Duration
		want                 []string // requirements of the files that come back
		fate                 string
	}{
		{"reg-sehat", "Permintaan perbaikan dokumen", "", 40 * time.Second, []string{reqAppointment}, "joined"},
		{"reg-siaga", "Re: Mohon pendaftaran", "Surat permohonan perlu diperbaiki.", 40 * time.Second, []string{reqLetter}, "joined"},
		{"reg-gmail", "Permintaan perbaikan dokumen", "", 40 * time.Second, []string{reqLetter, reqBasis, reqAppointment, reqCard, reqStatement}, "joined"},
		{"sub-busway", "Perbaikan PA-16", "", 40 * time.Second, []string{reqPA16, reqApp}, "joined"},
		{"reg-pasar", "Persetujuan dan pemberitahuan invoice", "", 55 * time.Second, []string{reqPayment}, "joined"},
		{"renew-majujaya", "Survei kepuasan", "", 35 * time.Second, nil, "joined"},
		{"renew-desa", "Tanda terima permohonan", "Bila perlu perbaikan, paling lama 4 hari kerja.", 6 * time.Second, nil, "machine"},
	} {
		t.Run(tt.about+" "+tt.subject, func(t *testing.T) {
			about := sampleBy(tt.about)
			to := addressOf(about.from)
			l := Letter{From: HelpdeskAddress, To: []string{to}, Subject: tt.subject, At: testNow,
				Raw: letterTo(to, tt.subject, "<7@domain-contoh.go.id>", about.messageID(), tt.body)}
			got := newCast().answer(l)
			if len(got) != 1 {
				t.Fatalf("%d answers, want 1", len(got))
			}
			if got[0].at != testNow.Add(tt.after) || got[0].mail.fate != tt.fate {
				t.Errorf("at %s with fate %q, want %s and %q", got[0].at, got[0].mail.fate, testNow.Add(tt.after), tt.fate)
			}
			var reqs []string
			for _, f := range got[0].mail.files {
				reqs = append(reqs, f.req)
			}
			if d := cmp.Diff(tt.want, reqs); d != "" {
				t.Error(d)
			}
			raw := got[0].mail.compose(testNow, "", nil)
			m, err := mail.ReadMessage(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if tt.fate == "joined" && (m.Header.Get("In-Reply-To") != "<7@domain-contoh.go.id>" || !strings.Contains(m.Header.Get("References"), about.messageID())) {
				t.Errorf("not in the letter's thread: %v", m.Header)
			}
			if !bytes.Contains(raw, []byte("<7@domain-contoh.go.id>")) {
				t.Error("the letter's Message-ID is not in the answer")
			}
		})
	}
}

func TestNobodyAnswersForEver(t *testing.T) {
	c, about := newCast(), sampleBy("reg-pasar")
	to := addressOf(about.from)
	answers := func(kind, to string) (n int) {
		for range 5 {
			l := Letter{To: []string{to}, Subject: kind, At: testNow, Raw: letterTo(to, kind, "<8@domain-contoh.go.id>", "", "")}
			n += len(c.answer(l))
		}
		return n
	}
	for kind, want := range map[string]int{"Perbaikan": 2, "Invoice": 1, "Survei": 1, "Surat biasa": 0} {
		if n := answers(kind, to); n != want {
			t.Errorf("%s: %d answers to five letters, want %d", kind, n, want)
		}
	}
	if n := answers("Perbaikan", "orang.lain@contohkab.go.id"); n != 0 {
		t.Errorf("a stranger answers %d times", n)
	}
}

// The header says what a letter is whatever its words; without it the text of a multipart is read.
func TestKindOfLetter(t *testing.T) {
	for _, tt := range []struct{ name, raw, subject, want string }{
		{"header", "X-Loket-Letter: approval-invoice\r\n\r\nperlu diperbaiki", "Survei", "invoice"},
		{"header of no reaction", "X-Loket-Letter: result\r\n\r\ninvoice", "Invoice", "result"},
		{"subject", "\r\n", "[2026-00042] Tanda terima", "receipt"},
		{"text in multipart", "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\ncGVybHUgZGlwZXJiYWlraQ==\r\n--x--\r\n", "Re: domain", "revision"},
		{"nothing", "\r\nSelamat pagi", "Re: domain", ""},
	} {
		m, err := mail.ReadMessage(strings.NewReader(tt.raw))
		if err != nil {
			t.Fatal(err)
		}
		if got := kindOf(m, Letter{Subject: tt.subject}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzLetter(f *testing.F) {
	f.Add([]byte(testLetter))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n--a--"))
	f.Fuzz(func(_ *testing.T, raw []byte) {
		newCast().answer(Letter{To: []string{"agus.setyo@majujayakab.go.id"}, Subject: "Perbaikan", At: testNow, Raw: raw})
	})
}
