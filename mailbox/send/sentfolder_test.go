package send_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
	"loket/mailbox/send"
)

func memoryAccount(t *testing.T) pull.Account {
	t.Helper()
	backend := imapmemserver.New()
	user := imapmemserver.NewUser(dovecottest.User, dovecottest.Password)
	user.Create("INBOX", nil)
	backend.AddUser(user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return backend.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() { l.Close(); server.Close() })
	return pull.Account{Name: "uji", Host: "localhost", Port: l.Addr().(*net.TCPAddr).Port, TLS: "none"}
}

func eachServer(t *testing.T, test func(t *testing.T, a pull.Account, folder string)) {
	secret := func(context.Context) (string, error) { return dovecottest.Password, nil }
	t.Run("memory", func(t *testing.T) {
		a := memoryAccount(t)
		a.User, a.Secret = dovecottest.User, secret
		test(t, a, "Sent")
	})
	t.Run("dovecot", func(t *testing.T) {
		d := dovecottest.Start(t)
		test(t, pull.Account{
			Name: "uji", Host: "localhost", Port: d.TLSPort, CAFile: d.CAFile, User: dovecottest.User, Secret: secret,
		}, dovecottest.SentFolder)
	})
}

func status(t *testing.T, a pull.Account, folder string) *imap.StatusData {
	t.Helper()
	l, err := pull.Connect(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	data, err := l.Client.Status(folder, &imap.StatusOptions{NumMessages: true, NumUnseen: true}).Wait()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestCopyInSentOnce(t *testing.T) {
	eachServer(t, func(t *testing.T, a pull.Account, folder string) {
		at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
		find := func(id string, want bool) {
			t.Helper()
			if there, err := send.FindSent(t.Context(), a, folder, id); there != want || err != nil {
				t.Fatalf("FindSent(%s) = %v, %v", id, there, err)
			}
		}
		own := folder
		find("<1.uji@example.go.id>", false)
		folder = "Tidak Ada"
		find("<1.uji@example.go.id>", false)
		folder = ""
		for range 2 {
			if err := send.AppendSent(t.Context(), a, "", raw, at); err != nil {
				t.Fatal(err)
			}
		}
		find("<1.uji@example.go.id>", true)
		find("1.uji@example.go.id", true)
		find("<2.uji@example.go.id>", false)
		folder = own
		find("<1.uji@example.go.id>", true)
		if data := status(t, a, folder); *data.NumMessages != 1 || *data.NumUnseen != 0 {
			t.Errorf("%s holds %d letters, %d unread", folder, *data.NumMessages, *data.NumUnseen)
		}
	})
}

func TestCopyInNamedFolder(t *testing.T) {
	eachServer(t, func(t *testing.T, a pull.Account, _ string) {
		const folder = "Surat Keluar é"
		if err := send.AppendSent(t.Context(), a, folder, raw, time.Now()); err != nil {
			t.Fatal(err)
		}
		if n := *status(t, a, folder).NumMessages; n != 1 {
			t.Errorf("%d letters", n)
		}
		if there, err := send.FindSent(t.Context(), a, folder, "1.uji@example.go.id"); !there || err != nil {
			t.Errorf("found %v, %v", there, err)
		}
	})
}

func TestCopyIsGivenUpWithItsContext(t *testing.T) {
	eachServer(t, func(t *testing.T, a pull.Account, _ string) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := send.AppendSent(ended, a, "", raw, time.Now()); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
