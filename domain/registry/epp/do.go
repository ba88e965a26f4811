package epp

import (
	"context"
	"fmt"
	"strings"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// Do sends a request once (see registry.Registry). Unless it fails with
// ErrNotSent, the outcome holds the hash of what was sent.
func (c *Client) Do(ctx context.Context, r registry.Request, clTRID string) (registry.Outcome, error) {
	none := registry.Outcome{ClTRID: clTRID}
	if err := validate(r, clTRID); err != nil {
		return none, notSent(registry.KeyInvalid, err)
	}
	if err := c.take(ctx); err != nil {
		return none, err
	}
	defer c.give()
	if err := c.alive(ctx); err != nil {
		return none, err
	}
	tree, err := encode(r, c.session.greeting, clTRID)
	if err != nil {
		return none, err
	}
	if ctx.Err() != nil {
		return none, notSent(registry.KeyUnreachable, ctx.Err())
	}
	sent := hash(wire.Document(blank(tree)))
	a, err := c.session.exchange(ctx, c.cfg, tree, clTRID)
	if err != nil {
		c.drop()
		return registry.Outcome{ClTRID: clTRID, Sent: sent}, unknown(err)
	}
	a.outcome.Sent = sent
	c.settle(a)
	if a.outcome.Code >= failure {
		return a.outcome, registry.Refused(a.outcome)
	}
	return a.outcome, nil
}

func validate(r registry.Request, clTRID string) error {
	if r == nil {
		return fmt.Errorf("%w: none", registry.ErrRequest)
	}
	if len(clTRID) < minTRID || len(clTRID) > maxTRID || strings.Trim(clTRID, tridLetters) != "" {
		return fmt.Errorf("%w: transaction id %q", registry.ErrRequest, clTRID)
	}
	return r.Validate()
}

// tridLetters keep a transaction id the same in every log and every schema.
const tridLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:"

// settle ends a connection that the server has said it will close.
func (c *Client) settle(a answer) {
	if a.outcome.Code >= closing {
		c.drop()
	}
}

// ask sends a question, and once more on a new connection if the old one is dead.
func (c *Client) ask(ctx context.Context, build func(greeting) (what, extension *wire.Node)) (answer, error) {
	if err := c.take(ctx); err != nil {
		return answer{}, err
	}
	defer c.give()
	fresh := c.session == nil
	for {
		if c.session == nil {
			if err := c.connect(ctx); err != nil {
				return answer{}, err
			}
		}
		id := c.trid()
		what, extension := build(c.session.greeting)
		a, err := c.session.exchange(ctx, c.cfg, command(what, id, extension), id)
		if err == nil {
			c.settle(a)
			if a.outcome.Code >= failure {
				return a, registry.Refused(a.outcome)
			}
			return a, nil
		}
		c.drop()
		if fresh || ctx.Err() != nil {
			return answer{}, unknown(err)
		}
		fresh = true
	}
}

// blank returns the tree with every password in it replaced.
func blank(n *wire.Node) *wire.Node {
	out := &wire.Node{Space: n.Space, Name: n.Name, Attrs: n.Attrs, Text: n.Text}
	if (n.Name == "pw" || n.Name == "newPW") && n.Text != "" {
		out.Text = registry.NewSecret(n.Text).String()
	}
	for _, k := range n.Kids {
		out.Kids = append(out.Kids, blank(k))
	}
	return out
}
