package demo

import (
	"time"

	"github.com/go-pdf/fpdf"
)

// What a document is for, by its id in the catalogue of services.
const (
	reqLetter      = "request-letter"
	reqBasis       = "establishment-basis"
	reqAppointment = "officer-appointment"
	reqCard        = "staff-card"
	reqStatement   = "statement-letter"
	reqURLs        = "url-list"
	reqClean       = "clean-evidence"
	reqPA16        = "pa16"
	reqApp         = "app-documentation"
	reqPayment     = "payment-proof"
)

// What can be wrong with a file.
const (
	badNotPDF     = "not-pdf"
	badEncrypted  = "encrypted"
	badCorrupt    = "corrupt"
	badEmpty      = "empty"
	badJavaScript = "javascript"
	badDomain     = "wrong-domain"
)

// file is one attachment of a sample.
type file struct {
	name string // as the mail declares it
	safe string // the same without path, control and bidi characters; "" where name is harmless
	typ  string // media type as the mail declares it
	req  string // the requirement it is for; several with commas where one PDF holds several; "" for none
	bad  []string
	poor bool                       // what it says is wrong, though nothing is wrong with the file
	make func(day time.Time) []byte // day is the mail's date
}

// drawing is a document that can be drawn on PDF pages.
type drawing interface {
	draw(f *fpdf.Fpdf, day time.Time)
}

// printed is a PDF of one or more drawings, each beginning on a page of its own.
func printed(name, req string, parts ...drawing) file {
	return file{name: name, typ: "application/pdf", req: req, make: func(day time.Time) []byte {
		return bytesOf(printOn(newPDF(day), day, parts))
	}}
}

func printOn(f *fpdf.Fpdf, day time.Time, parts []drawing) *fpdf.Fpdf {
	for i, p := range parts {
		if i > 0 {
			f.AddPage()
		}
		p.draw(f, day)
	}
	return f
}

// locked is printed, with a password that only the sender knows.
func locked(name, req string, part drawing) file {
	return file{name: name, typ: "application/pdf", req: req, bad: []string{badEncrypted}, make: func(day time.Time) []byte {
		f := newPDF(day)
		f.SetProtection(fpdf.CnProtectPrint, "rahasia-kantor", "pemilik-kantor")
		printOn(f, day, []drawing{part})
		f.SetTitle("", false) // fpdf locks titles with a key that readers do not expect
		return bytesOf(f)
	}}
}

// scripted is printed, with a script that runs when the document is opened.
func scripted(name, req string, part drawing) file {
	return file{name: name, typ: "application/pdf", req: req, bad: []string{badJavaScript}, make: func(day time.Time) []byte {
		f := newPDF(day)
		f.SetJavascript("app.alert('Aktifkan makro untuk membaca dokumen');")
		return bytesOf(printOn(f, day, []drawing{part}))
	}}
}

// shown is the name by which Want knows the file.
func (f file) shown() string {
	if f.safe != "" {
		return f.safe
	}
	return f.name
}

// as is f under a hostile name; safe is what a careful program makes of it.
func (f file) as(name, safe string) file {
	f.name, f.safe = name, safe
	return f
}

// truncated is f as a broken upload leaves it: its first part only.
func (f file) truncated() file {
	whole := f.make
	f.bad = append([]string{badCorrupt}, f.bad...)
	f.make = func(day time.Time) []byte {
		all := whole(day)
		return all[:len(all)*3/5]
	}
	return f
}

// emptied is f with no byte in it.
func (f file) emptied() file {
	f.bad = []string{badEmpty}
	f.make = func(time.Time) []byte { return nil }
	return f
}

// misfilled is f with content that an officer must send back.
func (f file) misfilled() file {
	f.poor = true
	return f
}

// faulty is f with problems that its content already has.
func (f file) faulty(problems ...string) file {
	f.bad = append([]string(nil), problems...)
	return f
}

const wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

func word(name, req string, make func(time.Time) []byte) file {
	return file{name: name, typ: wordType, req: req, bad: []string{badNotPDF}, make: make}
}

func picture(name, req string, make func(time.Time) []byte) file {
	return file{name: name, typ: "image/jpeg", req: req, bad: []string{badNotPDF}, make: make}
}

// archive is a ZIP of files.
func archive(name, req string, inside ...file) file {
	return file{name: name, typ: "application/zip", req: req, bad: []string{badNotPDF}, make: func(day time.Time) []byte {
		var entries []entry
		for _, f := range inside {
			entries = append(entries, entry{f.name, f.make(day)})
		}
		return zipped(day, entries)
	}}
}
