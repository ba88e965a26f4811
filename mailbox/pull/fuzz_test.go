package pull_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loket/mailbox/pull"
)

// FuzzAnswers lets a server answer anything after a proper greeting. Whatever
// it says, Once ends, does not panic, and delivers nothing beyond its bounds.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte(row(1, 1, len(one)) + "\r\n" + full(1, 1, "", one) + "\r\n"))
	f.Add([]byte("* 1 FETCH (UID 1 BODY[] {4294967295}\r\nabc"))
	f.Add([]byte("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* SEARCH 1:*\r\n* BYE\r\n"))
	f.Add([]byte("* 1 FETCH (UID 1 RFC822.SIZE -5 INTERNALDATE \"\")\r\n+ go\r\n"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(f, err)
	f.Cleanup(func() { l.Close() })
	var say atomic.Pointer[[]byte] // to every connection of this run
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			babble(c, *say.Load())
		}
	}()
	f.Fuzz(func(t *testing.T, answer []byte) {
		a := newAccount(l.Addr().(*net.TCPAddr).Port, "")
		a.Host, a.TLS, a.MaxSize, a.Timing.Silence = "127.0.0.1", "none", 10_000, 5*time.Millisecond
		s := newSink()
		say.Store(&answer)
		_, err := pull.Once(t.Context(), a, s, nil)
		if r := new(pull.Refusal); err != nil && !errors.As(err, &r) {
			t.Fatalf("%v is no refusal", err)
		} else if err != nil && r.Code == pull.Internal {
			t.Fatalf("%v\n%v", err, errors.Unwrap(r))
		}
		for _, m := range s.mail {
			if len(m.Raw) > 10_000 && !m.Oversize {
				t.Fatalf("%d bytes delivered", len(m.Raw))
			}
		}
	})
}

func babble(c net.Conn, answer []byte) {
	defer c.Close()
	fmt.Fprint(c, "* OK [CAPABILITY IMAP4rev1] hai\r\n")
	in := bufio.NewReader(c)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		tag, command, _ := strings.Cut(line, " ")
		if strings.HasPrefix(command, "EXAMINE") {
			fmt.Fprint(c, "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok\r\n")
		} else if strings.HasPrefix(command, "UID FETCH") {
			c.Write(answer)
		}
		fmt.Fprintf(c, "%s OK done\r\n", tag)
	}
}
