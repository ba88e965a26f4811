package pdf

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// maxAnnotations bounds the annotations drawn per page.
const maxAnnotations = 2000

// annotations draws what stands on top of the page: filled fields, text boxes,
// stamps, the picture of a signature (ISO 32000-1, 12.5.5). The appearance is
// moved to its rectangle; scaling, which programs hardly use, is left out.
func (in *interpreter) annotations(page types.Dict) {
	base := in.state
	for i, v := range in.o.array(page["Annots"]) {
		if i >= maxAnnotations || in.o.operators > maxOperators {
			return
		}
		d := in.o.dict(v)
		ref := in.o.dict(d["AP"])["N"]
		if state := in.o.name(d["AS"]); state != "" {
			if s, ok := in.o.dict(ref)[state]; ok {
				ref = s
			}
		}
		look := in.o.dict(ref)
		rect, box := in.o.array(d["Rect"]), in.o.array(look["BBox"])
		if flags, _ := in.o.integer(d["F"]); flags&2 != 0 || len(rect) != 4 || len(box) != 4 { // hidden
			continue
		}
		x, _ := in.o.number(rect[0])
		y, _ := in.o.number(rect[1])
		bx, _ := in.o.number(box[0])
		by, _ := in.o.number(box[1])
		in.state = base
		in.state.ctm = (matrix{1, 0, 0, 1, x - bx, y - by}).times(base.ctm)
		in.form(ref, look)
	}
}
