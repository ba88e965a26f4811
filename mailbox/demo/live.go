package demo

import (
	"context"
	"time"
)

type cast struct{}

func newCast(time.Time) *cast              { return &cast{} }
func (s *Server) Live(ctx context.Context) {}
