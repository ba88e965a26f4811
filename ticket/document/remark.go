package document

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"loket/domain/clean"
)

// Remark is one thing about a file that an officer should know and that is no
// fault by itself. Screens have words for every code; the arguments fill their
// places.
type Remark struct {
	Code string   `json:"code"`
	Args []string `json:"args,omitempty"` // cleaned
}

// The codes of remarks, in the order of Report.Remarks: what may harm first.
const (
	RemarkHiddenMacro  = "hidden-macro"  // macros in a file whose name promises none
	RemarkTemplate     = "template"      // loads a template from elsewhere when it is opened: where
	RemarkDDE          = "dde"           // a field that starts a program
	RemarkBomb         = "bomb"          // claims to unpack to much more than it is: bytes
	RemarkAlsoZip      = "also-zip"      // is a ZIP archive as well
	RemarkAlsoPDF      = "also-pdf"      // has a PDF inside that some viewers open: offset
	RemarkName         = "name"          // the ending of its name promises another type: ending
	RemarkAfterEnd     = "after-end"     // bytes after the last end mark: how many
	RemarkCut          = "cut"           // ends before its end: cut off on its way
	RemarkNoPages      = "no-pages"      // no page can be found
	RemarkStructure    = "structure"     // its structure cannot be read
	RemarkRepaired     = "repaired"      // damaged, and read by searching for its objects
	RemarkPagesClaimed = "pages-claimed" // claims other pages than it has: claimed, found
	RemarkBrokenPages  = "broken-pages"  // pages whose content cannot be decoded: which
	RemarkUnreadPages  = "unread-pages"  // pages not read because the file costs too much: how many
	RemarkBlankPages   = "blank-pages"   // pages with neither text nor picture: which
	RemarkOwnerLocked  = "owner-locked"  // encrypted, opens without a password
	RemarkWrongWord    = "wrong-password"
	RemarkRevisions    = "revisions"   // saved again after it was made: how many times
	RemarkFonts        = "fonts"       // fonts that are not inside: names
	RemarkExternal     = "external"    // loads something from elsewhere: what
	RemarkLegacy       = "legacy"      // an old format that is not read here: ending
	RemarkLockedList   = "locked-list" // even the list of its members is locked
	RemarkLocked       = "locked"      // members that need a password: how many
	RemarkNested       = "nested"      // archives inside: how many
	RemarkUnshown      = "unshown"     // a picture that cannot be shown here: format
	RemarkSmall        = "small"       // see quality
	RemarkDark         = "dark"
	RemarkPale         = "pale"
	RemarkBlurred      = "blurred"
	RemarkUniform      = "uniform"
	RemarkTurned       = "turned" // the camera says that it lies: degrees clockwise to put it upright
	RemarkMirrored     = "mirrored"
)

var remarkOrder = [...]string{
	RemarkHiddenMacro, RemarkTemplate, RemarkDDE, RemarkBomb, RemarkAlsoZip, RemarkAlsoPDF, RemarkName, RemarkAfterEnd,
	RemarkCut, RemarkNoPages, RemarkStructure, RemarkRepaired, RemarkPagesClaimed, RemarkBrokenPages, RemarkUnreadPages,
	RemarkBlankPages, RemarkOwnerLocked, RemarkWrongWord, RemarkRevisions, RemarkFonts, RemarkExternal, RemarkLegacy,
	RemarkLockedList, RemarkLocked, RemarkNested, RemarkUnshown, RemarkSmall, RemarkDark, RemarkPale, RemarkBlurred,
	RemarkUniform, RemarkTurned, RemarkMirrored,
}

// Bounds of what a report says beside its text.
const (
	maxRemarks  = 30
	maxArgument = 300 // runes
	maxEmbedded = 100
	maxFields   = 200
	maxValue    = 300 // runes of one value of a form
)

// remark says code once.
func (f *file) remark(code string, args ...any) {
	if slices.ContainsFunc(f.Remarks, func(r Remark) bool { return r.Code == code }) || len(f.Remarks) >= maxRemarks {
		return
	}
	r := Remark{Code: code}
	for _, a := range args {
		r.Args = append(r.Args, clean.Line(fmt.Sprint(a), maxArgument).String())
	}
	f.Remarks = append(f.Remarks, r)
}

func (f *file) remarkInOrder() {
	rank := func(r Remark) int { return slices.Index(remarkOrder[:], r.Code) }
	slices.SortStableFunc(f.Remarks, func(a, b Remark) int { return cmp.Compare(rank(a), rank(b)) })
}

// promises maps the ending of a name to the kinds that it promises.
var promises = map[string][]Kind{
	".pdf": {KindPDF}, ".docx": {KindDOCX}, ".xlsx": {KindXLSX}, ".odt": {KindODT}, ".doc": {KindDOC}, ".xls": {KindXLS},
	".docm": {KindDOCX}, ".xlsm": {KindXLSX}, ".zip": {KindZIP}, ".rar": {KindRAR}, ".7z": {Kind7Z}, ".eml": {KindEML},
	".jpg": {KindImage}, ".jpeg": {KindImage}, ".png": {KindImage}, ".gif": {KindImage}, ".tif": {KindImage}, ".tiff": {KindImage},
	".webp": {KindImage}, ".bmp": {KindImage}, ".heic": {KindImage}, ".heif": {KindImage},
	".txt": {KindText, KindEML}, ".csv": {KindText}, ".htm": {KindHTML}, ".html": {KindHTML},
}

// name compares the name with what the file is.
func (f *file) name() {
	ending := strings.ToLower(path.Ext(f.Name))
	kinds, known := promises[ending]
	if sealed := f.Kind == KindUnknown && f.found[ProblemEncrypted]; known && f.Kind != KindEmpty && !sealed && !slices.Contains(kinds, f.Kind) {
		f.remark(RemarkName, ending)
	}
	if slices.Contains(f.Active, ActiveMacro) && !macroEnding[ending] {
		f.remark(RemarkHiddenMacro)
	}
}

// macroEnding are the endings under which macros are no surprise. The old
// formats never said it; theirs are listed as active content.
var macroEnding = map[string]bool{
	".docm": true, ".dotm": true, ".xlsm": true, ".xltm": true, ".xlsb": true, ".pptm": true, ".doc": true, ".xls": true, ".ppt": true, ".odt": true, ".ods": true,
}

// PageList writes pages, which count from 0, as a person counts them: "1–3, 7". At
// most n pieces; more are said to follow.
func PageList(pages []int, n int) string {
	var out []string
	for i := 0; i < len(pages); i++ {
		j := i
		for j+1 < len(pages) && pages[j+1] == pages[j]+1 {
			j++
		}
		if len(out) == n {
			return strings.Join(out, ", ") + ", …"
		}
		if j > i+1 {
			out = append(out, fmt.Sprintf("%d–%d", pages[i]+1, pages[j]+1))
			i = j
			continue
		}
		out = append(out, fmt.Sprint(pages[i]+1))
	}
	return strings.Join(out, ", ")
}
