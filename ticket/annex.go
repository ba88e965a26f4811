package ticket

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"loket/domain/access"
)

// AnnexKind is whom a list of addresses is for.
type AnnexKind string

// The kinds of annexes.
const (
	AnnexOwner        AnnexKind = "owner"        // what to take down, defanged
	AnnexPAI          AnnexKind = "pai"          // what to cut
	AnnexTrustPositif AnnexKind = "trustpositif" // what to restore
)

// Annex asks for a list of addresses with a letter, as a CSV file and, for other
// offices, as a text to be read. It is made of what the ticket has when the letter is
// queued, and holds only what its kind is about.
type Annex struct {
	Kind AnnexKind `json:"kind"`
	URLs []string  `json:"urls,omitempty"` // nil: all of the ticket
}

// MadeFile is an attachment that the desk made, kept beside the mails.
type MadeFile struct {
	Name string `json:"name"`
	SHA  string `json:"sha"`
	Size int64  `json:"size"`
}

// OwnFiles returns the hashes of what the desk made and keeps beside the mails: looks
// at addresses, and lists that went with letters.
func (t *Ticket) OwnFiles() (hashes []string) {
	for i := range t.URLs {
		for j := range t.URLs[i].Sights {
			hashes = append(hashes, t.URLs[i].Sights[j].Look)
		}
	}
	for i := range t.Letters {
		for _, f := range t.Letters[i].Made {
			hashes = append(hashes, f.SHA)
		}
	}
	return hashes
}

// annex makes the files of an annex; nil makes none.
func (d *decision) annex(a *Annex) ([]MadeFile, error) {
	if a == nil {
		return nil, nil
	}
	sheet := d.desk.Sheet(d.t, a, d.now)
	if sheet.Len() == 0 {
		return nil, refuse("empty-list", "none of the ticket's addresses belongs on the list of this letter", "set the state of the addresses first, or skip the step")
	}
	var table bytes.Buffer
	if err := sheet.CSV(&table); err != nil {
		return nil, err
	}
	name := "daftar-url-" + d.t.Number
	files, blobs := []MadeFile{{Name: name + ".csv"}}, [][]byte{table.Bytes()}
	if a.Kind == AnnexOwner {
		files[0].Name = name + "-" + sheet.Groups[0].Title() + ".csv"
	} else {
		files = append(files, MadeFile{Name: name + ".txt"})
		blobs = append(blobs, []byte(strings.ReplaceAll(sheet.Text(), "\n", "\r\n")))
	}
	hashes, err := d.desk.Log.PutBlobs(blobs...)
	if err != nil {
		return nil, err
	}
	for i := range files {
		files[i].SHA, files[i].Size = hashes[i], int64(len(blobs[i]))
	}
	return files, nil
}

// Sheet is the list that an annex would hold now.
func (d *Desk) Sheet(t *Ticket, a *Annex, now time.Time) access.Sheet {
	var items []access.Item
	for i := range t.URLs {
		if u := &t.URLs[i]; a.URLs == nil || slices.Contains(a.URLs, u.URL) {
			items = append(items, d.item(u))
		}
	}
	day := now.In(d.Calendar.Zone()).Format("02-01-2006")
	switch a.Kind {
	case AnnexPAI:
		return access.ForPAI(t.Number, day, items, d.book())
	case AnnexTrustPositif:
		return access.ForTrustPositif(t.Number, day, items, d.book())
	case AnnexOwner:
	}
	return access.ForOwner(t.Number, day, items, d.book())
}

func (d *Desk) book() *access.Book {
	if d.Book == nil {
		return nil
	}
	book, _ := d.Book() // BookFault tells why
	return book
}

// BookFault says why the contact book is not what the site has written, nil where it is.
func (d *Desk) BookFault() error {
	if d.Book == nil {
		return nil
	}
	_, err := d.Book()
	return err
}

// item is an address with what is known of it, for lists.
func (d *Desk) item(u *URL) access.Item {
	it := access.Item{State: access.State(u.State), Notified: d.moment(u.Told)}
	if a, err := access.Parse(u.URL); err == nil {
		it.Address = a
	} else {
		it.Address = access.Address{URL: u.URL, Host: u.URL}
	}
	if u.Against != nil {
		it.Category, it.Words, it.Verified = u.Against.Category, strings.Join(u.Against.Words, ", "), d.moment(u.Against.At)
	}
	if last := u.Last(); last != nil {
		it.Looked, it.SHA256 = d.moment(last.Brief.At), last.Brief.Browser.SHA256
	} else if it.State != access.Unseen && it.State != access.Notified {
		it.Looked = d.moment(u.At)
	}
	return it
}

// moment writes an instant as lists have it; "" for none.
func (d *Desk) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(d.Calendar.Zone()).Format("02-01-2006 15.04 MST")
}

// fetchable is the address that is fetched for one of the ticket's, which may be
// written so that nobody opens it.
func fetchable(address string) string {
	if a, err := access.Parse(address); err == nil {
		return a.URL
	}
	return address
}
