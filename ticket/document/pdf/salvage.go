package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

var (
	objectMark  = regexp.MustCompile(`(?:^|[\r\n \t])(\d{1,7})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b`)
	catalogMark = regexp.MustCompile(`/Type\s*/Catalog\b`)
)

// salvage gives data a new cross-reference table made from the objects that
// stand in it, the later of two with one number winning. It returns nil when
// there is nothing to gain: no catalogue, or an encrypted file, whose key the
// lost trailer holds.
func salvage(data []byte) []byte {
	if bytes.Contains(data, []byte("/Encrypt")) {
		return nil
	}
	at := map[int]int{}
	root, size := 0, 0
	marks := objectMark.FindAllSubmatchIndex(data, maxObjects)
	for i, m := range marks {
		n, err := strconv.Atoi(string(data[m[2]:m[3]]))
		if err != nil || n <= 0 || n >= maxObjects {
			continue
		}
		at[n] = m[2]
		size = max(size, n+1)
		end := len(data)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		if catalogMark.Match(data[m[1]:min(end, m[1]+4096)]) {
			root = n
		}
	}
	if root == 0 {
		return nil
	}
	return withTable(data, at, root, size)
}

func withTable(data []byte, at map[int]int, root, size int) []byte {
	numbers := make([]int, 0, len(at))
	for n := range at {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	var b bytes.Buffer
	b.Write(data)
	b.WriteByte('\n')
	start := b.Len()
	b.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for _, n := range numbers {
		fmt.Fprintf(&b, "%d 1\n%010d 00000 n \n", n, at[n])
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", size, root, start)
	return b.Bytes()
}
