package sandbox

import (
	"math/big"
	"slices"
	"strconv"

	"loket/domain/registry/internal/wire"
)

const currency = "IDR"

// restoreTimes is what a restore costs, in years of the price.
const restoreTimes = 4

func (k *call) price(verb string, years int) int64 {
	if verb == "restore" {
		return restoreTimes * k.opt.Price
	}
	return int64(years) * k.opt.Price
}

func (k *call) feesOffered() bool { return !slices.Contains(k.opt.Without, wire.Fee) }

// charge takes the price from the account. A client that states a fee must state
// the right one (RFC 8748 section 3.4).
func (k *call) charge(verb string, years int) reply {
	amount := k.price(verb, years)
	name := verb
	if verb == "restore" {
		name = "update"
	}
	if stated := k.extension.Child(wire.Fee, name); stated != nil {
		if !k.feesOffered() {
			return refuse(2103, wire.Fee, nil)
		}
		if c := stated.In("currency"); c != nil && c.Value() != currency {
			return refuse(2004, "fees are in "+currency, c)
		}
		fee, ok := new(big.Rat).SetString(stated.In("fee").Value())
		if !ok || fee.Cmp(new(big.Rat).SetInt64(amount)) != 0 {
			return refuse(2004, "the fee is "+strconv.FormatInt(amount, 10), stated.In("fee"))
		}
	}
	if k.opt.Balance > 0 && k.spent[k.account]+amount > k.opt.Balance {
		return refuse(2104, "the balance is too low", nil)
	}
	k.spent[k.account] += amount
	return reply{}
}

// paid tells what was charged, to a client that spoke of fees.
func (k *call) paid(verb, data string, years int) *wire.Node {
	if k.extension.Child(wire.Fee, verb) == nil {
		return nil
	}
	return wire.El(wire.Fee, data, wire.Leaf(wire.Fee, "currency", currency),
		wire.Leaf(wire.Fee, "fee", strconv.FormatInt(k.price(verb, years), 10)))
}

// prices answers the check of fees.
func (k *call) prices() *wire.Node {
	asked := k.extension.Child(wire.Fee, "check")
	if asked == nil || !k.feesOffered() {
		return nil
	}
	data := wire.El(wire.Fee, "chkData", wire.Leaf(wire.Fee, "currency", currency))
	for _, n := range k.object.All("name") {
		cd := wire.El(wire.Fee, "cd", wire.Leaf(wire.Fee, "objID", n.Value()), wire.Leaf(wire.Fee, "class", "standard")).With("avail", "1")
		for _, c := range asked.All("command") {
			years, err := strconv.Atoi(c.In("period").Value())
			if err != nil {
				years = 1
			}
			cd.Kids = append(cd.Kids, wire.El(wire.Fee, "command",
				wire.Leaf(wire.Fee, "period", strconv.Itoa(years)).With("unit", "y"),
				wire.Leaf(wire.Fee, "fee", strconv.FormatInt(k.price(c.Attr("name"), years), 10)),
			).With("name", c.Attr("name")).With("standard", "1"))
		}
		data.Kids = append(data.Kids, cd)
	}
	return data
}

// Spent returns what an account has paid so far, in rupiah.
func (s *Server) Spent(account string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.book.spent[account]
}
