// Package document says what an attachment really is: its type by content, what
// is wrong with it, and its text for preview and matching.
//
// Rules: Inspect is a pure function of name, claim and bytes. It never panics,
// never writes to disk, never asks the network and bounds what it decodes; still
// a stranger's file belongs into the worker process (package worker), which an
// operating system can stop. What is found by content wins over name and claim.
// Text crosses clean.Block once, here.
//
// Electronic signatures are verified by package signature against what the site
// trusts (InspectWith).
//
// What it does not do: recognise characters in scans, decide which requirement a
// file meets. Archives are listed; one member is unpacked when somebody asks for
// it (Unpack).
package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"loket/domain/clean"
	"loket/ticket/document/reading"
	"loket/ticket/document/signature"
)

// Version is that of the inspection. A report kept with an older one is made
// anew.
const Version = 4

// Kind is the family that the desk treats a file as.
type Kind string

// The closed set of kinds.
const (
	KindPDF        Kind = "pdf"
	KindImage      Kind = "image"
	KindDOCX       Kind = "docx"
	KindXLSX       Kind = "xlsx"
	KindODT        Kind = "odt"
	KindText       Kind = "text"
	KindHTML       Kind = "html"
	KindDOC        Kind = "doc" // Word before 2007
	KindXLS        Kind = "xls" // Excel before 2007
	KindZIP        Kind = "zip"
	KindRAR        Kind = "rar"
	Kind7Z         Kind = "7z"
	KindEML        Kind = "eml"
	KindExecutable Kind = "executable"
	KindEmpty      Kind = "empty"
	KindUnknown    Kind = "unknown"
)

// Problems that Inspect finds, in the order of Report.Problems.
const (
	ProblemNotPDF     = "not-pdf"
	ProblemEncrypted  = "encrypted"
	ProblemCorrupt    = "corrupt"
	ProblemEmpty      = "empty"
	ProblemJavaScript = "javascript"
)

// Entries of Report.Active for office files; the others are those of package pdf.
const (
	ActiveMacro    = "macro"
	ActiveTemplate = "template" // loads a template from elsewhere when it is opened
	ActiveDDE      = "dde"      // a field that starts a program
	ActiveX        = "activex"
	ActiveExternal = "external" // loads something else from elsewhere
)

// Bounds of a report.
const (
	MaxText    = 64 << 10 // bytes of Report.Text
	maxMembers = 1000     // entries of Report.Members
	maxPages   = 500      // entries of Report.TextPages
	maxNote    = 1000     // runes of Report.Note
	maxRead    = 100      // pages whose facts are read
	maxLeaf    = 32 << 10 // bytes of one of them
)

// Report is what is known about one attachment. It holds no error: a file that
// cannot be read is a finding too.
type Report struct {
	Version int    `json:"version"` // of the inspection
	SHA256  string `json:"sha256"`  // lower-case hex of the bytes
	Size    int64  `json:"size"`    // bytes

	Type    string `json:"type"`    // true MIME type, by content
	Claimed string `json:"claimed"` // MIME type that the mail claims
	Name    string `json:"name"`    // file name that the mail gives, cleaned
	Kind    Kind   `json:"kind"`

	Pages      int    `json:"pages,omitempty"`      // of a PDF, those that can be reached
	Encrypted  bool   `json:"encrypted,omitempty"`  // also when it opens without a password
	PDFVersion string `json:"pdfVersion,omitempty"` // such as "1.7"

	// Active lists what the file can do beside being read: "javascript",
	// "launch", "submit", "import-data", "remote-goto", "embedded-file",
	// "media", "xfa", "form", "uri", "macro", "template", "dde", "activex",
	// "external".
	Active []string `json:"active,omitempty"`
	// Signatures counts signed signature fields. It is no verdict.
	Signatures int `json:"signatures,omitempty"`
	// Signed is what the verification found, nil where there is nothing to tell.
	Signed *signature.Result `json:"signed,omitempty"`
	// TextPages holds the visible runes of each page of a PDF, at most 500
	// pages; -1 for a page that was not read because the file cost too much.
	TextPages []int `json:"textPages,omitempty"`
	// Scan says that no page of a PDF has text and at least one has a picture.
	Scan bool `json:"scan,omitempty"`

	// Revisions is how many times a PDF was saved again after it was made, by
	// adding to its end.
	Revisions int `json:"revisions,omitempty"`
	// Embedded lists the files inside a PDF or an office file.
	Embedded []Member `json:"embedded,omitempty"`
	// Form holds the filled fields of a PDF's form, at most 200.
	Form []Field `json:"form,omitempty"`

	Width       int `json:"width,omitempty"` // of an image as stored, in pixels
	Height      int `json:"height,omitempty"`
	Orientation int `json:"orientation,omitempty"` // of an image, EXIF 1 to 8; 0 where it does not say

	// Remarks are what else is to be known, at most 30, what may harm first.
	Remarks []Remark `json:"remarks,omitempty"`
	// Opened says that it was read with a password, which is not in the report.
	Opened   bool   `json:"opened,omitempty"`
	OpenedBy string `json:"openedBy,omitempty"` // who gave it

	// Members lists an archive, at most 1,000 entries, as its directory claims.
	Members []Member `json:"members,omitempty"`
	// Problems is a subset of the Problem constants, in their order.
	Problems []string `json:"problems,omitempty"`
	// Text is cleaned through clean.Block and bounded to MaxText; pages of a PDF
	// are separated by a blank line. It is empty for scans and pictures.
	Text string `json:"text,omitempty"`
	// Whole names the whole text where a record keeps only its beginning as Text:
	// the SHA-256 of a blob. The inspection leaves it empty.
	Whole string `json:"whole,omitempty"`
	// Unread lists the pages of a PDF, from 0, that show pictures and no text, at
	// most 200; [0] for a picture. OCR says what was recognised of them, nil where
	// nobody tried.
	Unread []int `json:"unread,omitempty"`
	OCR    *OCR  `json:"ocr,omitempty"`
	// Facts are what the text says, with the place of each; nil where there is no
	// text to read.
	Facts *reading.Facts `json:"facts,omitempty"`
	// Note is technical detail for a log, in English, cleaned.
	Note string `json:"note,omitempty"`
}

// Member is one entry of an archive. Nothing of it was unpacked.
type Member struct {
	Name   string  `json:"name"`            // cleaned
	Place  int     `json:"place,omitempty"` // in the archive's own order, from 0
	Size   int64   `json:"size"`            // bytes, as claimed
	Ratio  float64 `json:"ratio"`           // claimed size to packed size
	Locked bool    `json:"locked,omitempty"`
}

// Field is one filled field of a form, cleaned.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Inspector inspects attachments. Implementations are safe for concurrent use.
// The error is about the inspector (a cancelled context, a closed pool), never
// about the file.
type Inspector interface {
	Inspect(ctx context.Context, name, claimed string, data []byte) (Report, error)
}

// Has reports whether problem p was found.
func (r Report) Has(p string) bool {
	for _, q := range r.Problems {
		if p == q {
			return true
		}
	}
	return false
}

// Surroundings is what an inspection needs to know beside the file.
type Surroundings struct {
	Trust signature.Trust
	Now   time.Time // for certificates without a timestamp
	// Password opens a locked file for this inspection, "" for none. Nothing of it
	// is in the report.
	Password string
	// Read is the text that was recognised of pages without any.
	Read Recognition
}

// Inspect inspects data in this process. It never fails and never panics. Without
// surroundings it trusts nobody's signature and opens nothing that is locked.
func Inspect(s Surroundings, name, claimed string, data []byte) (r Report) {
	defer func() {
		if p := recover(); p != nil {
			r = Unreadable(name, claimed, data, fmt.Sprintf("panic: %v", p))
		}
	}()
	f := begin(name, claimed, data)
	f.password = s.Password
	f.recognised(s.Read)
	inner := f.unsealed(data)
	switch f.Kind {
	case KindEmpty:
		f.problem(ProblemEmpty)
	case KindPDF:
		f.pdf(data)
		f.signatures(s, data)
	case KindImage:
		f.image(data)
	case KindDOCX, KindXLSX, KindODT:
		f.office(inner)
	case KindZIP, KindRAR, Kind7Z:
		f.archive(data)
	case KindDOC, KindXLS:
		f.remark(RemarkLegacy, map[Kind]string{KindDOC: ".doc", KindXLS: ".xls"}[f.Kind])
	case KindText, KindEML:
		f.plain(data)
	case KindHTML:
		f.html(data)
	case KindUnknown:
		if isZip(inner) {
			f.office(inner)
		}
	case KindExecutable: // never opened
	}
	f.others(data)
	return f.finish()
}

// Unreadable is the report about a file whose inspection came to no end: what
// can be told without looking inside, and "corrupt". The note says why.
func Unreadable(name, claimed string, data []byte, note string) Report {
	f := begin(name, claimed, data)
	if f.Kind == KindEmpty {
		f.problem(ProblemEmpty)
	} else {
		f.problem(ProblemCorrupt)
	}
	f.note("%s", note)
	return f.finish()
}

// file is a report in the making.
type file struct {
	Report
	notes []string
	text  strings.Builder
	found map[string]bool // problems

	password string
	cut      bool // a PDF without an end mark

	sheets []reading.Page          // of a PDF or a picture
	heard  map[int]*RecognisedPage // by page
}

func begin(name, claimed string, data []byte) *file {
	sum := sha256.Sum256(data)
	f := &file{found: map[string]bool{}}
	f.Report = Report{
		Version: Version, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)),
		Claimed: clean.Line(claimed, 200).String(), Name: clean.Line(name, 255).String(),
	}
	f.Kind, f.Type = f.sniff(data)
	return f
}

func (f *file) problem(p string) { f.found[p] = true }

func (f *file) note(format string, args ...any) {
	f.notes = append(f.notes, fmt.Sprintf(format, args...))
}

// room is how many bytes of text may still be kept. Cleaning only shrinks, tabs
// aside, so somewhat more is gathered than is kept.
func (f *file) room() int { return 2*MaxText - f.text.Len() }

func (f *file) write(s string) {
	if n := f.room(); len(s) > n {
		s = s[:max(n, 0)]
	}
	f.text.WriteString(s)
}

func (f *file) finish() Report {
	if f.Kind != KindPDF {
		f.problem(ProblemNotPDF)
	}
	for _, p := range [...]string{ProblemNotPDF, ProblemEncrypted, ProblemCorrupt, ProblemEmpty, ProblemJavaScript} {
		if f.found[p] {
			f.Problems = append(f.Problems, p)
		}
	}
	f.name()
	f.remarkInOrder()
	f.Text = strings.Trim(clean.Block(f.text.String(), MaxText).String(), "\n")
	f.facts()
	f.Note = clean.Line(strings.Join(f.notes, "; "), maxNote).String()
	return f.Report
}
