package pdf

import (
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Names of what a PDF can do beside being read, as File.Active gives them.
const (
	ActiveJavaScript   = "javascript"
	ActiveLaunch       = "launch"
	ActiveSubmit       = "submit"
	ActiveImport       = "import-data"
	ActiveRemote       = "remote-goto"
	ActiveEmbeddedFile = "embedded-file"
	ActiveMedia        = "media"
	ActiveXFA          = "xfa"
	ActiveForm         = "form"
	ActiveURI          = "uri"
)

// activeOrder is the order of report, the worst first.
var activeOrder = [...]string{
	ActiveJavaScript, ActiveLaunch, ActiveSubmit, ActiveImport, ActiveRemote,
	ActiveEmbeddedFile, ActiveMedia, ActiveXFA, ActiveForm, ActiveURI,
}

// actions maps the action types of ISO 32000-1, 12.6.4 to what they are called
// here. Moves inside the document (GoTo, Named, Hide) are of no interest.
var actions = map[string]string{
	"JavaScript": ActiveJavaScript, "Launch": ActiveLaunch, "SubmitForm": ActiveSubmit,
	"ImportData": ActiveImport, "GoToR": ActiveRemote, "GoToE": ActiveRemote, "URI": ActiveURI,
	"Rendition": ActiveMedia, "Movie": ActiveMedia, "Sound": ActiveMedia, "RichMediaExecute": ActiveMedia,
}

// annotations maps annotation subtypes likewise.
var annotations = map[string]string{
	"FileAttachment": ActiveEmbeddedFile, "RichMedia": ActiveMedia, "Movie": ActiveMedia,
	"Sound": ActiveMedia, "Screen": ActiveMedia, "3D": ActiveMedia,
}

// Active lists what the file can do beside being read, and the number of
// signature fields that are signed. Every object of the file is looked at, not
// only those that the catalogue leads to: viewers disagree on what is reachable.
func (f *File) Active() (active []string, signatures int) {
	w := activeWalk{o: f.objects, found: map[string]bool{}}
	for _, n := range f.objects.numbers() {
		w.value(f.objects.fetch(*types.NewIndirectRef(n, 0)), 0)
	}
	if f.objects.ctx.Encrypt == nil { // only then can a trailer hold direct dictionaries of interest
		w.value(f.objects.catalog(), 0)
	}
	f.embedded = w.files
	return inOrder(w.found), max(w.fields, w.ranges)
}

func inOrder(found map[string]bool) []string {
	var out []string
	for _, a := range activeOrder {
		if found[a] {
			out = append(out, a)
		}
	}
	return out
}

type activeWalk struct {
	o      *objects
	found  map[string]bool
	fields int // signed /Sig fields
	ranges int // dictionaries with a byte range
	nodes  int
	files  []Embedded
}

// value looks at direct values only: what is referred to has its own number.
func (w *activeWalk) value(v types.Object, depth int) {
	if w.nodes++; w.nodes > maxNodes || depth > maxDepth {
		return
	}
	switch t := v.(type) {
	case types.Array:
		for _, e := range t {
			w.value(e, depth+1)
		}
	case types.Dict:
		w.dict(t, depth)
	case types.StreamDict:
		w.dict(t.Dict, depth)
	case *types.StreamDict:
		w.dict(t.Dict, depth)
	}
}

func (w *activeWalk) dict(d types.Dict, depth int) {
	keys := map[string]types.Object{}
	for k, v := range d {
		keys[decodeName(k)] = v
		if _, ok := v.(types.IndirectRef); !ok {
			w.value(v, depth+1)
		}
	}
	w.note(actions[w.o.name(keys["S"])])
	w.note(annotations[w.o.name(keys["Subtype"])])
	if files := w.o.dict(keys["EF"]); files != nil && len(w.files) < maxEmbedded {
		if e := w.o.embedded(keys, files); !slices.Contains(w.files, e) {
			w.files = append(w.files, e)
		}
	}
	if t := w.o.name(keys["Type"]); t == "EmbeddedFile" {
		w.note(ActiveEmbeddedFile)
	}
	for k, a := range map[string]string{
		"JS": ActiveJavaScript, "JavaScript": ActiveJavaScript, "EF": ActiveEmbeddedFile,
		"EmbeddedFiles": ActiveEmbeddedFile, "XFA": ActiveXFA,
	} {
		if w.something(keys[k]) {
			w.note(a)
		}
	}
	if form := w.o.dict(keys["AcroForm"]); form != nil && len(w.o.array(form["Fields"])) > 0 {
		w.note(ActiveForm)
	}
	if w.o.name(keys["FT"]) == "Sig" && w.something(keys["V"]) {
		w.fields++
	}
	if w.something(keys["ByteRange"]) && w.something(keys["Contents"]) {
		w.ranges++
	}
}

// something tells a present value from null and from an empty tree of names.
func (w *activeWalk) something(v types.Object) bool {
	switch t := w.o.resolve(v).(type) {
	case nil:
		return false
	case types.Array:
		return len(t) > 0
	case types.Dict:
		if names, ok := t["Names"]; ok && len(t) == 1 {
			return len(w.o.array(names)) > 0
		}
		return len(t) > 0
	}
	return true
}

func (w *activeWalk) note(a string) {
	if a != "" && slices.Contains(activeOrder[:], a) {
		w.found[a] = true
	}
}
