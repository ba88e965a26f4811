// Package survey is the satisfaction survey of public services (Survei Kepuasan
// Masyarakat, PermenPANRB 14/2017): nine elements with marks from 1 to 4, the index
// and the grade that come of them, and the reading of an answer as people write it
// into the reply to a mail.
//
// Rules:
//   - A mark is read or it is not; none is guessed. "3-4", "5" and "cukup" are none.
//   - What stands beside the marks is the writer's comment.
//   - Any text is safe to read: it is bounded, and nothing of it is run.
//
// What it does not do: send the survey, or know tickets.
package survey

import "math"

// Elements is how many elements there are.
const Elements = 9

// Marks are the marks of the nine elements, U1 first; 0 where there is none.
type Marks [Elements]uint8

// Given counts the elements that have a mark.
func (m Marks) Given() (n int) {
	for _, v := range m {
		if v != 0 {
			n++
		}
	}
	return n
}

// Grade is the quality of a service by its index.
type Grade string

// The grades, with the index from which each holds (PermenPANRB 14/2017, table II).
const (
	A Grade = "A" // 88.31: sangat baik
	B Grade = "B" // 76.61: baik
	C Grade = "C" // 65.00: kurang baik
	D Grade = "D" // 25.00: tidak baik
)

// Result is what answers come to.
type Result struct {
	Answers int               `json:"answers"`
	Means   [Elements]float64 `json:"means"` // of each element, 1 to 4; 0 where nobody marked it
	Index   float64           `json:"index"` // 25 to 100, two decimals; 0 without answers
	Grade   Grade             `json:"grade,omitempty"`
}

// Sum adds answers up. The order in which they are added makes no difference.
type Sum struct {
	answers int
	total   [Elements]int
	given   [Elements]int
}

// Add counts one answer. One without any mark is none.
func (s *Sum) Add(m Marks) {
	if m.Given() == 0 {
		return
	}
	s.answers++
	for i, v := range m {
		if v != 0 {
			s.total[i] += int(v)
			s.given[i]++
		}
	}
}

// Result returns the index: the mean of the means of the elements that were marked,
// each with the same weight, times 25.
func (s *Sum) Result() Result {
	r := Result{Answers: s.answers}
	marked, sum := 0, 0.0
	for i, n := range s.given {
		if n == 0 {
			continue
		}
		r.Means[i] = float64(s.total[i]) / float64(n)
		sum += r.Means[i]
		marked++
	}
	if marked == 0 {
		return r
	}
	r.Index = math.Round(sum/float64(marked)*25*100) / 100
	r.Grade = GradeOf(r.Index)
	return r
}

// GradeOf returns the grade of an index.
func GradeOf(index float64) Grade {
	switch {
	case index >= 88.31:
		return A
	case index >= 76.61:
		return B
	case index >= 65:
		return C
	}
	return D
}
