package intake_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"loket/mailbox/demo"
	"loket/mailbox/mail"
	"loket/ticket/document/page"
	"loket/ticket/document/page/render"
	"loket/ticket/document/worker"
)

// Files that mean harm, through the worker processes as the program uses them.
// In full, with a folder of somebody else's test files:
//
//	go test ./mailbox/intake -run TestHostileFiles -v -mutations 5000 -corpus DIR -timeout 60m
var (
	mutations = flag.Int("mutations", 120, "how many changed samples to inspect")
	corpus    = flag.String("corpus", "", "a folder of files to inspect, too")
	draw      = flag.Bool("draw", false, "draw the first page of each")
)

// TestMain lets the test binary be its own worker.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == worker.Argument {
		if worker.Main(nil, os.Stdin, os.Stdout) != nil {
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 1 && os.Args[1] == render.Argument {
		if render.Main(os.Args[2:], os.Stdin, os.Stdout) != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

type hostile struct {
	name string
	data []byte
}

// attachments are the files of the sample mailbox.
func attachments() []hostile {
	var out []hostile
	for _, s := range demo.Samples(now, "") {
		m := mail.Parse(s.Raw, mail.Options{})
		for i := range m.Attachments {
			if a := &m.Attachments[i]; a.Inner == nil {
				if data, err := m.Find(a.Index, a.SHA256); err == nil && len(data) > 0 {
					out = append(out, hostile{a.Name.String(), data})
				}
			}
		}
	}
	return out
}

// tokens are what a parser of documents trips over.
var tokens = []string{
	"<<", ">>", "[", "]", "(", "stream\n", "endstream", "endobj", "1 0 obj", "0 65535 f", "trailer", "startxref\n0", "/Kids [1 0 R]", "/Parent 1 0 R",
	"/Length 99999999999", "/Length -1", "/Filter /FlateDecode", "/Filter [/ASCIIHexDecode /LZWDecode /FlateDecode]", "/Count 2147483647", "/Size 4294967295",
	"/Prev 0", "/W [1 8 1]", "/Index [0 999999999]", "/Type /ObjStm", "/N 1000000", "/First -5", "/Encrypt 1 0 R", "/Root 0 0 R", "/Contents 1 0 R",
	"PK\x03\x04", "PK\x01\x02", "\xff\xff\xff\xff", "\x00\x00\x00\x00", "\x7f\xff\xff\xff", "<!ENTITY a \"&b;\">", "<w:p>", "</w:t>", "\xff\xd8\xff", "IHDR",
}

func changed(r *rand.Rand, in []byte, other []byte) []byte {
	b := bytes.Clone(in)
	for range 1 + r.IntN(12) {
		at := r.IntN(len(b) + 1)
		to := min(at+1+r.IntN(200), len(b))
		switch r.IntN(7) {
		case 0, 1:
			for range 1 + r.IntN(8) {
				if len(b) > 0 {
					b[r.IntN(len(b))] ^= byte(1 << r.IntN(8))
				}
			}
		case 2:
			b = slices.Delete(b, at, to)
		case 3:
			b = slices.Insert(b, at, []byte(tokens[r.IntN(len(tokens))])...)
		case 4:
			t := tokens[r.IntN(len(tokens))]
			copy(b[at:], t)
		case 5:
			b = slices.Insert(b, r.IntN(len(b)+1), bytes.Clone(b[at:to])...)
		case 6:
			if r.IntN(4) == 0 {
				b = b[:at]
			} else if len(other) > 1 {
				from := r.IntN(len(other) - 1)
				b = slices.Insert(b, at, other[from:min(from+2000, len(other))]...)
			}
		}
	}
	return b
}

func squeezed(t *testing.T, members ...hostile) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, nil)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err == nil {
			_, err = w.Write(m.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// overlapping is a ZIP whose members are all the same bytes: small to send, vast
// to unpack, and no member is suspicious by itself.
func overlapping(members, size int) []byte {
	var body, out, dir bytes.Buffer
	w, _ := flate.NewWriter(&body, 9)
	w.Write(make([]byte, size))
	w.Close()
	le, sum := binary.LittleEndian, crc32.ChecksumIEEE(make([]byte, size))
	head := func(sign string, central bool, name string) []byte {
		b := []byte(sign)
		if central {
			b = le.AppendUint16(b, 20)
		}
		b = append(b, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0)
		b = le.AppendUint32(b, sum)
		b = le.AppendUint32(le.AppendUint32(b, uint32(body.Len())), uint32(size))
		b = le.AppendUint16(le.AppendUint16(b, uint16(len(name))), 0)
		if central {
			b = append(b, make([]byte, 14)...)
		}
		return append(b, name...)
	}
	out.Write(head("PK\x03\x04", false, "0000"))
	out.Write(body.Bytes())
	for i := range members {
		dir.Write(head("PK\x01\x02", true, fmt.Sprintf("%04d", i%10000)))
	}
	at := out.Len()
	out.Write(dir.Bytes())
	end := append([]byte("PK\x05\x06"), make([]byte, 4)...)
	end = le.AppendUint16(le.AppendUint16(end, uint16(members)), uint16(members))
	end = le.AppendUint32(le.AppendUint32(end, uint32(dir.Len())), uint32(at))
	out.Write(append(end, 0, 0))
	return out.Bytes()
}

// bombs are small files that ask for much.
func bombs(t *testing.T) []hostile {
	t.Helper()
	zero := make([]byte, 48<<20)
	nested := squeezed(t, hostile{"nol", zero})
	for range 6 {
		nested = squeezed(t, hostile{"a.zip", nested}, hostile{"b.zip", nested})
	}
	office := func(part, text string) []byte {
		return squeezed(t, hostile{"[Content_Types].xml", []byte("<Types/>")}, hostile{part, []byte(text)})
	}
	entities := `<!DOCTYPE d [<!ENTITY a "` + strings.Repeat("ha", 500) + `">`
	for c := 'b'; c < 'k'; c++ {
		entities += fmt.Sprintf("<!ENTITY %c %q>", c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	var many []hostile
	for i := range 9000 {
		many = append(many, hostile{fmt.Sprintf("xl/worksheets/sheet%d.xml", i), []byte("<c><v>1</v></c>")})
	}
	png := func(w, h uint32) []byte {
		ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
		ihdr = append(ihdr, 8, 6, 0, 0, 0)
		b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
		return append(b, "\x00\x00\x00\x00IEND\xaeB`\x82"...)
	}
	jpeg := "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
	deep := "<w:document><w:body>" + strings.Repeat("<w:p>", 2_000_000)
	return []hostile{
		{"nol.zip", squeezed(t, hostile{"nol", zero}, hostile{"nol2", zero})}, {"sarang.zip", nested}, {"tumpang.zip", overlapping(18_000, 1<<20)},
		{"tumpang.docx", overlapping(60_000, 1<<20)}, {"besar.docx", squeezed(t, hostile{"word/document.xml", zero})},
		{"tawa.docx", office("word/document.xml", entities+"]><w:document><w:t>&j;</w:t></w:document>")},
		{"dalam.docx", office("word/document.xml", deep)}, {"dalam.odt", squeezed(t, hostile{"mimetype", []byte("application/vnd.oasis.opendocument.text")}, hostile{"content.xml", []byte(strings.ReplaceAll(deep, "w:p", "text:p"))})},
		{"lembar.xlsx", squeezed(t, append(many, hostile{"xl/workbook.xml", []byte("<workbook/>")})...)},
		{"sel.xlsx", squeezed(t, hostile{"xl/workbook.xml", []byte("<workbook/>")}, hostile{"xl/worksheets/sheet1.xml", []byte(strings.Repeat(`<c r="A1" t="s"><v>0</v></c>`, 1_000_000))}, hostile{"xl/sharedStrings.xml", []byte("<sst><si><t>" + strings.Repeat("x", 1<<20) + "</t></si></sst>")})},
		{"lebar.png", png(1<<31-1, 1<<31-1)}, {"tinggi.png", png(60_000, 60_000)}, {"lebar.jpg", []byte(jpeg)}, {"lebar.gif", []byte("GIF89a\xff\xff\xff\xff\xf7\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x08")},
		{"putar.tif", []byte("II*\x00\x08\x00\x00\x00\x01\x00\x00\x01\x04\x00\xff\xff\xff\xff\x10\x00\x00\x00\x08\x00\x00\x00")},
		{"kurung.html", []byte(strings.Repeat("<div>", 1_000_000))}, {"kurung.txt", bytes.Repeat([]byte("((((["), 2<<20)},
		{"kurung.pdf", []byte("%PDF-1.7\n1 0 obj\n" + strings.Repeat("<</A", 2_000_000))},
		{"bagian.eml", []byte("From: a@contohkab.go.id\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" + strings.Repeat("--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n", 50_000))},
	}
}

// fate is how one inspection ended.
type fate struct {
	name         string
	took         time.Duration
	killed, torn bool // the child was; the file cannot be read
	note         string
}

// inspectTime is what the intake gives a file.
const inspectTime = 30 * time.Second

func (h *hostile) through(ctx context.Context, p *worker.Pool) fate {
	ctx, cancel := context.WithTimeout(ctx, inspectTime)
	defer cancel()
	began := time.Now()
	r, err := p.Inspect(ctx, h.name, "application/pdf", h.data)
	f := fate{name: h.name, took: time.Since(began), note: r.Note, torn: r.Has("corrupt") || r.Has("encrypted") || r.Has("empty")}
	if err != nil {
		f.note = err.Error()
	}
	f.killed = err != nil || strings.HasPrefix(f.note, "inspection process")
	return f
}

func TestHostileFiles(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pool := worker.New(exe, 2)
	whole := time.Now()
	var groups = []struct {
		name  string
		files []hostile
	}{{"bombs", bombs(t)}, {"changed samples", mutants()}, {"corpus", strangers(t)}}
	for _, g := range groups {
		if len(g.files) == 0 {
			continue
		}
		report(t, g.name, g.files, run(g.files, func(h *hostile) fate { return h.through(t.Context(), pool) }))
	}
	if r, err := pool.Inspect(t.Context(), "surat.txt", "", []byte("Kepada Yth.")); err != nil || r.Text != "Kepada Yth." {
		t.Errorf("the pool afterwards: %+v, %v", r, err)
	}
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	largest(t, whole)
}

// largest says how much memory the largest of the children had that have ended.
func largest(t *testing.T, began time.Time) {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_CHILDREN, &u); err != nil {
		t.Fatal(err)
	}
	t.Logf("%v in all; the largest child had %d MB", time.Since(began).Round(time.Second), u.Maxrss>>10)
	if u.Maxrss>>10 > 1200 {
		t.Errorf("a child had %d MB", u.Maxrss>>10)
	}
}

// TestHostilePages draws the first page of each file; -draw, in a run of its own.
func TestHostilePages(t *testing.T) {
	if !*draw {
		t.Skip("a long run; start it alone with -draw")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pool := render.New(render.Options{Exe: exe, Dir: t.TempDir(), Poppler: render.FindPoppler(), Parallel: 2})
	began := time.Now()
	files := slices.Concat(bombs(t), mutants(), strangers(t))
	files = slices.DeleteFunc(files, func(h hostile) bool {
		name := strings.ToLower(filepath.Ext(h.name))
		return !slices.Contains([]string{".pdf", ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp", ".fuzz"}, name)
	})
	report(t, "pages", files, run(files, func(h *hostile) fate {
		ctx, cancel := context.WithTimeout(t.Context(), inspectTime)
		defer cancel()
		sum, began := sha256.Sum256(h.data), time.Now()
		_, err := pool.Page(ctx, page.Request{SHA: hex.EncodeToString(sum[:]), Width: 800}, h.data)
		f := fate{name: h.name, took: time.Since(began), torn: err != nil}
		if err != nil {
			f.note = err.Error()
			f.killed = errors.Is(err, page.ErrTimeout) || ctx.Err() != nil
		}
		return f
	}))
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	largest(t, began)
}

func mutants() []hostile {
	r := rand.New(rand.NewPCG(20, 26))
	samples := attachments()
	out := make([]hostile, *mutations)
	for i := range out {
		s, other := samples[r.IntN(len(samples))], samples[r.IntN(len(samples))]
		out[i] = hostile{fmt.Sprintf("%d %s", i, s.name), changed(r, s.data, other.data)}
	}
	return out
}

func strangers(t *testing.T) (out []hostile) {
	t.Helper()
	if *corpus == "" {
		return nil
	}
	err := filepath.WalkDir(*corpus, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out = append(out, hostile{d.Name(), data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func run(files []hostile, do func(*hostile) fate) []fate {
	out := make([]fate, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range next {
				out[i] = do(&files[i])
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	return out
}

func report(t *testing.T, name string, files []hostile, out []fate) {
	t.Helper()
	torn, killed := 0, 0
	for i, f := range out {
		if strings.Contains(f.note, "panic") { // of a library, caught there
			t.Logf("  caught: %s: %s", f.name, f.note)
		}
		if f.torn && !f.killed {
			torn++
		}
		if f.killed {
			killed++
			t.Logf("  killed: %s (%d bytes) after %v: %s", f.name, len(files[i].data), f.took.Round(time.Millisecond), f.note)
		}
		if f.took > inspectTime {
			t.Errorf("%s took %v", f.name, f.took)
		}
	}
	slices.SortFunc(out, func(a, b fate) int { return int(b.took - a.took) })
	t.Logf("%s: %d files, %d ended normally (%d of them not readable), %d killed; median %v, slowest:", name, len(out), len(out)-killed, torn, killed, out[len(out)/2].took.Round(time.Millisecond))
	for _, f := range out[:min(len(out), 6)] {
		t.Logf("  %8v %s: %.100s", f.took.Round(time.Millisecond), f.name, f.note)
	}
}
