package worker

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"loket/ticket/document"
	"loket/ticket/document/signature"
)

// Main is the child: it confines itself, then answers requests from in on out
// until in ends. main calls it when os.Args[1] is Argument and exits with its
// error.
func Main(_ []string, in io.Reader, out io.Writer) error {
	return serve(in, out, document.Inspect, cpuSeconds)
}

type inspect func(s document.Surroundings, name, claimed string, data []byte) document.Report

func (q *request) surroundings(trust signature.Trust) document.Surroundings {
	s := document.Surroundings{Trust: trust, Now: q.Now, Password: q.Password}
	if q.Read != nil {
		s.Read = *q.Read
	}
	return s
}

func serve(in io.Reader, out io.Writer, do inspect, seconds uint64) error {
	if err := confineSelf(); err != nil {
		return fmt.Errorf("confine inspection: %w", err)
	}
	if err := writeFrame(out, confined()); err != nil {
		return err
	}
	var trust signature.Trust // as it was sent last
	for {
		q, err := readRequest(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if ok, err := allowTime(seconds); err != nil || !ok {
			return err // the parent asks a fresh child
		}
		if q.Trust > 0 {
			trust = q.trust
		}
		if err := answer(out, &q, trust, do); err != nil {
			return err
		}
		if len(q.data) > 4<<20 { // a warm child should not sit on one file's memory
			q.data = nil
			debug.FreeOSMemory()
		}
	}
}

func answer(out io.Writer, q *request, trust signature.Trust, do inspect) error {
	if q.Member != nil {
		return writeMember(out, q)
	}
	return writeFrame(out, do(q.surroundings(trust), q.Name, q.Claimed, q.data))
}
