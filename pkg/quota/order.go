package quota

import (
	"cmp"
	"time"
)

// Order is the place of a call among those of its class. Calls go by round: everybody's first call comes before
// anybody's second one, so a small query does not stand behind a large one. Newcomers start in the round after the one
// that is being served, so the large one does not starve either. Within a round, what was wanted first goes first.
type Order struct {
	Class Class
	Round int
	Since time.Time
}

// Compare is negative when o is served before other.
func (o Order) Compare(other Order) int {
	return cmp.Or(cmp.Compare(o.Class, other.Class), cmp.Compare(o.Round, other.Round), o.Since.Compare(other.Since))
}
