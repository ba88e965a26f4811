package sender

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxRegister bounds the agencies of a file; there are some 90,000 offices with
// a government domain, villages counted.
const maxRegister = 200_000

// OpenRegister reads the register that a site keeps and closes it: nil where there
// is none. It takes what opening the file returned. The error names the file and
// the line, and says what to write instead.
func OpenRegister(f io.ReadCloser, err error) (*Register, error) {
	if f == nil || err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := ReadRegister(f)
	if err == nil {
		return r, nil
	}
	name := "register of agencies"
	if file, ok := f.(interface{ Name() string }); ok {
		name = file.Name()
	}
	return nil, fmt.Errorf("%s: %w", name, err)
}

// CheckRegister is OpenRegister for those who only want to know what is wrong.
func CheckRegister(f io.ReadCloser, err error) error {
	_, err = OpenRegister(f, err)
	return err
}

// ReadRegister reads a list of agencies: CSV with the domain and then the name,
// separated by commas or semicolons, one agency a line. A first line of titles
// and lines that begin with # are passed over. The error names the line whose
// domain is not a registrable one: a register with holes would be believed.
func ReadRegister(in io.Reader) (*Register, error) {
	buf := bufio.NewReader(in)
	first, err := buf.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	r := csv.NewReader(buf)
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace, r.ReuseRecord = '#', -1, true, true
	head, _, _ := strings.Cut(string(first), "\n")
	if strings.Count(head, ";") > strings.Count(head, ",") {
		r.Comma = ';'
	}
	var list []Agency
	for n := 0; ; n++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return NewRegister(list), nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, fmt.Errorf("line %d: %w; write a domain and a name with a comma between them, and put a name that has commas or quotes in double quotes", bad.Line, bad.Err)
		}
		if err != nil {
			return nil, err
		}
		a := Agency{Domain: strings.ToLower(strings.Trim(strings.TrimPrefix(row[0], "\ufeff"), " .\t"))}
		if len(row) > 1 {
			a.Name = strings.Join(strings.Fields(row[1]), " ")
		}
		switch line, _ := r.FieldPos(0); {
		case n == 0 && !strings.Contains(a.Domain, "."):
			continue // titles
		case len(list) == maxRegister:
			return nil, fmt.Errorf("line %d: more than %d agencies", line, maxRegister)
		case a.Domain == "" || organisation(a.Domain) != a.Domain:
			return nil, fmt.Errorf("line %d: %q is not an agency's own domain; write it as contohkab.go.id", line, a.Domain)
		}
		list = append(list, a)
	}
}
