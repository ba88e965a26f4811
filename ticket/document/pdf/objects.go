package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"sort"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// objects gives typed, forgiving access to what pdfcpu read. A value of the
// wrong type reads as its zero value.
type objects struct {
	ctx       *model.Context
	fonts     map[int]*font  // by object number
	content   map[int][]byte // decoded forms by object number
	decoded   int            // bytes decoded so far
	operators int            // content operators interpreted so far
}

func newObjects(ctx *model.Context) *objects {
	return &objects{ctx: ctx, fonts: map[int]*font{}, content: map[int][]byte{}}
}

// resolve follows an indirect reference. References to references end after a
// few steps.
func (o *objects) resolve(v types.Object) types.Object {
	for range 8 {
		switch r := v.(type) {
		case types.IndirectRef:
			v = o.fetch(r)
		case *types.IndirectRef:
			if r == nil {
				return nil
			}
			v = o.fetch(*r)
		default:
			return v
		}
	}
	return nil
}

func (o *objects) fetch(r types.IndirectRef) types.Object {
	v, err := o.ctx.Dereference(r)
	if err != nil {
		return nil
	}
	return v
}

// dict returns v as a dictionary; a stream gives its own.
func (o *objects) dict(v types.Object) types.Dict {
	switch d := o.resolve(v).(type) {
	case types.Dict:
		return d
	case types.StreamDict:
		return d.Dict
	case *types.StreamDict:
		return d.Dict
	case types.ObjectStreamDict:
		return d.Dict
	case types.XRefStreamDict:
		return d.Dict
	case *types.ObjectStreamDict:
		return d.Dict
	case *types.XRefStreamDict:
		return d.Dict
	}
	return nil
}

func (o *objects) array(v types.Object) types.Array {
	a, _ := o.resolve(v).(types.Array)
	return a
}

// name returns v as a name with its #xx escapes decoded.
func (o *objects) name(v types.Object) string {
	n, ok := o.resolve(v).(types.Name)
	if !ok {
		return ""
	}
	return decodeName(string(n))
}

// decodeName decodes #xx; an escape that is not one stays as it is.
func decodeName(s string) string {
	if !bytes.ContainsRune([]byte(s), '#') {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && i+2 < len(s) {
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

func unhex(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

func (o *objects) number(v types.Object) (float64, bool) {
	switch n := o.resolve(v).(type) {
	case types.Integer:
		return float64(n), true
	case types.Float:
		return float64(n), true
	}
	return 0, false
}

func (o *objects) integer(v types.Object) (int, bool) {
	n, ok := o.number(v)
	if !ok || n > 1e9 || n < -1e9 {
		return 0, false
	}
	return int(n), true
}

func (o *objects) catalog() types.Dict {
	if o.ctx.Root == nil {
		return nil
	}
	return o.dict(*o.ctx.Root)
}

// number of the object that v refers to, 0 for a direct object.
func reference(v types.Object) int {
	switch r := v.(type) {
	case types.IndirectRef:
		return r.ObjectNumber.Value()
	case *types.IndirectRef:
		if r != nil {
			return r.ObjectNumber.Value()
		}
	}
	return 0
}

// stream decodes v up to limit bytes, within what the file may still cost.
func (o *objects) stream(v types.Object, limit int) []byte {
	nr := reference(v)
	if b, ok := o.content[nr]; ok && nr > 0 {
		return b
	}
	var sd types.StreamDict
	switch s := o.resolve(v).(type) {
	case types.StreamDict:
		sd = s
	case *types.StreamDict:
		sd = *s
	default:
		return nil
	}
	limit = min(limit, maxDecoded-o.decoded)
	if limit <= 0 {
		return nil
	}
	b := decode(sd, limit)
	o.decoded += len(b)
	if nr > 0 {
		o.content[nr] = b
	}
	return b
}

// decode applies the filters of sd; where that fails, as for a stream that was
// cut, it inflates what is there.
func decode(sd types.StreamDict, limit int) (out []byte) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	if sd.Content != nil {
		return sd.Content[:min(len(sd.Content), limit)]
	}
	if len(sd.FilterPipeline) == 0 {
		return sd.Raw[:min(len(sd.Raw), limit)]
	}
	if err := sd.DecodeWithLimit(int64(limit)); err == nil {
		return sd.Content[:min(len(sd.Content), limit)]
	}
	if len(sd.FilterPipeline) != 1 || sd.FilterPipeline[0].Name != "FlateDecode" || len(sd.FilterPipeline[0].DecodeParms) > 0 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(sd.Raw))
	if err != nil {
		return nil
	}
	part, _ := io.ReadAll(io.LimitReader(z, int64(limit))) // a cut stream gives its beginning
	return part
}

// numbers lists the object numbers of the file in order.
func (o *objects) numbers() []int {
	out := make([]int, 0, len(o.ctx.Table))
	for n, e := range o.ctx.Table {
		if n > 0 && e != nil && !e.Free {
			out = append(out, n)
		}
	}
	sort.Ints(out)
	return out
}
