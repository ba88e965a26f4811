package pdf

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// inherited are the entries that a page may take from the nodes above it (ISO
// 32000-1, 7.7.3.4).
var inherited = [...]string{"Resources", "MediaBox", "CropBox", "Rotate"}

// pageTree lists the pages in order with what they inherit filled in, and the
// number that the tree claims. Each node counts once, so a cycle ends.
func (o *objects) pageTree() ([]types.Dict, int) {
	w := treeWalk{o: o, seen: map[int]bool{}}
	root := o.catalog()["Pages"]
	w.node(root, types.Dict{}, 0)
	declared, _ := o.integer(o.dict(root)["Count"])
	if len(w.pages) == 0 {
		w.orphans()
	}
	return w.pages, declared
}

type treeWalk struct {
	o     *objects
	seen  map[int]bool
	pages []types.Dict
}

func (w *treeWalk) node(v types.Object, above types.Dict, depth int) {
	d := w.o.dict(v)
	if d == nil || depth > maxDepth || len(w.pages) >= maxPages || !w.first(v) {
		return
	}
	here := types.Dict{}
	for _, k := range inherited {
		if e, ok := d[k]; ok {
			here[k] = e
		} else if e, ok := above[k]; ok {
			here[k] = e
		}
	}
	if kids, ok := d["Kids"]; ok && w.o.name(d["Type"]) != "Page" {
		for _, k := range w.o.array(kids) {
			w.node(k, here, depth+1)
		}
		return
	}
	if t := w.o.name(d["Type"]); t == "Pages" || t == "Catalog" {
		return
	}
	page := types.Dict{}
	for k, e := range d {
		page[k] = e
	}
	for k, e := range here {
		page[k] = e
	}
	w.pages = append(w.pages, page)
}

func (w *treeWalk) first(v types.Object) bool {
	n := reference(v)
	if n == 0 {
		return true
	}
	if w.seen[n] {
		return false
	}
	w.seen[n] = true
	return true
}

// orphans takes the pages that no tree leads to, in the order of the file: the
// catalogue of a damaged file is often what is missing.
func (w *treeWalk) orphans() {
	for _, n := range w.o.numbers() {
		if len(w.pages) >= maxPages {
			return
		}
		v := w.o.fetch(*types.NewIndirectRef(n, 0))
		if d, ok := v.(types.Dict); ok && w.o.name(d["Type"]) == "Page" {
			w.node(d, types.Dict{}, 0)
		}
	}
}
