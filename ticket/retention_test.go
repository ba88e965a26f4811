package ticket_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"loket/domain"
	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

// keeping is a desk that keeps staff cards for 30 days, and a request with one.
func keeping(t *testing.T, log ticket.Log, change ...func(*ticket.Desk)) (*office, *ticket.Attachment) {
	t.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	card, _ := cat.Requirement("staff-card")
	card.KeepDays = 30
	change = append(change, func(d *ticket.Desk) { d.Catalogue, d.Reader = cat, shelf{} })
	o := openOffice(t, log, &handClock{now: monday}, change...)
	m := o.mail("Permohonan", "Terlampir.", "kartu.pdf")
	m.Raw = []byte("raw files:kartu pegawai")
	o.receive(m)
	o.do("ani", 1, ticket.SetService{Service: "registration"})
	o.do("ani", 1, ticket.Match{SHA: m.Attachments[0].SHA, Requirement: "staff-card"})
	o.do("ani", 1, ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Accepted})
	return o, o.file(1, m.Attachments[0].SHA)
}

func (o *office) expired(want int) []ticket.Expired {
	o.t.Helper()
	list, err := o.Expired(o.clock.Now())
	if err != nil || len(list) != want {
		o.t.Fatalf("expired are %+v, %v; want %d", list, err, want)
	}
	return list
}

// TestRetention: documents are destroyed when their time is over and nobody holds
// them; the verdict and the file's SHA-256 stay, and the bytes are gone.
func TestRetention(t *testing.T) {
	o, a := keeping(t, storetest.NewMemory())
	o.expired(0) // open
	o.do("ani", 1, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	o.clock.now = o.clock.now.AddDate(0, 0, 29)
	o.expired(0)
	o.clock.now = o.clock.now.AddDate(0, 0, 2)
	if list := o.expired(1); list[0].Held || list[0].Needed || list[0].Files[0] != "kartu.pdf" {
		t.Errorf("%+v", list)
	}
	o.refused("ani", 1, ticket.SetHold{On: true, Reason: "perkara"}, "not-allowed-supervise")
	o.do("citra", 1, ticket.SetHold{On: true, Reason: "perkara"})
	if n, err := o.DestroyExpired(context.Background(), "citra", o.expired(1)); n != 0 || err != nil {
		t.Errorf("destroyed what is held: %d, %v", n, err)
	}
	o.do("citra", 1, ticket.SetHold{Reason: "selesai"})
	_, err := o.DestroyExpired(context.Background(), "ani", o.expired(1))
	refusal(t, err, "not-allowed-supervise")
	if n, err := o.DestroyExpired(context.Background(), "citra", o.expired(1)); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	o.expired(0)
	_, err = o.Attachment(a)
	refusal(t, err, "destroyed")
	tk := o.see(1)
	if b := tk.Attachment(a.SHA); b.Report != nil || b.Name != "kartu.pdf" || b.Failed != "destroyed" {
		t.Errorf("left is %+v", b)
	}
	if it := o.item(1, "staff-card"); it.Evidence.By != "ani" || it.Evidence.Verdict != ticket.Accepted || it.Evidence.Attachments[0] != a.SHA {
		t.Errorf("the verdict is %+v", it.Evidence)
	}
	if _, err := o.Raw(tk.Messages[0].Hash); !errors.Is(err, ticket.ErrDestroyed) {
		t.Errorf("the mail: %v", err)
	}
	o.refused("citra", 1, ticket.UndoLast{}, "not-undoable")
}

// broken is a record whose keys cannot be dropped once.
type broken struct {
	*storetest.Memory

	fail error
}

func (b *broken) Destroy(hashes ...string) (err error) {
	if err, b.fail = b.fail, nil; err != nil {
		return err
	}
	return b.Memory.Destroy(hashes...)
}

// TestRetentionGoesOn: where the program ended between the record's word and the
// keys, the next run drops them.
func TestRetentionGoesOn(t *testing.T) {
	cut := errors.New("cut")
	o, _ := keeping(t, &broken{storetest.NewMemory(), cut})
	o.do("ani", 1, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	o.clock.now = o.clock.now.AddDate(0, 0, 31)
	if _, err := o.DestroyExpired(context.Background(), "citra", o.expired(1)); !errors.Is(err, cut) {
		t.Fatalf("it went on: %v", err)
	}
	hash := o.see(1).Messages[0].Hash
	if _, err := o.Raw(hash); err != nil {
		t.Fatal(err)
	}
	if n, err := o.DestroyExpired(context.Background(), "citra", o.expired(0)); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := o.Raw(hash); !errors.Is(err, ticket.ErrDestroyed) {
		t.Errorf("the mail is still there: %v", err)
	}
}

// TestRetentionOnDisk: in a sealed record no file holds what a card says, before it
// is destroyed and after; the record is sound and its chain whole.
func TestRetentionOnDisk(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(dir, store.Options{Key: func() ([]byte, error) { return bytes.Repeat([]byte("kunci"), 8), nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	o, a := keeping(t, s)
	free := func() {
		t.Helper()
		if files := holding(t, dir, "kartu pegawai"); len(files) > 0 {
			t.Errorf("%v hold what the card says", files)
		}
	}
	if data, err := o.Attachment(a); err != nil || string(data) != "kartu pegawai" {
		t.Fatalf("%q, %v", data, err)
	}
	free()
	o.do("ani", 1, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	o.clock.now = o.clock.now.AddDate(0, 0, 31)
	if n, err := o.DestroyExpired(context.Background(), "citra", o.expired(1)); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	_, err = o.Attachment(a)
	refusal(t, err, "destroyed")
	free()
	if n, err := s.Audit(t.Context(), ticket.Fold, func(line string) { t.Log(line) }); n != 0 || err != nil {
		t.Errorf("%d problems, %v", n, err)
	}
}

// TestNeededElsewhere: a mail that an open ticket has too, by a merge, is kept.
func TestNeededElsewhere(t *testing.T) {
	o, a := keeping(t, storetest.NewMemory())
	into := o.open("registration", "contohkab.go.id")
	if err := o.Merge(context.Background(), "ani", 1, into.ID); err != nil {
		t.Fatal(err)
	}
	o.clock.now = o.clock.now.AddDate(0, 0, 31)
	list := o.expired(1)
	if !list[0].Needed {
		t.Errorf("%+v", list)
	}
	list[0].Needed = false // as it was when somebody looked
	_, err := o.DestroyExpired(context.Background(), "citra", list)
	refusal(t, err, "needed-elsewhere")
	if _, err := o.Attachment(a); err != nil {
		t.Error(err)
	}
}
