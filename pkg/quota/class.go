package quota

// Class says who waits for a call.
type Class int

// The classes, the more urgent first.
const (
	Viewer     Class = iota // a person looks at a panel
	Rule                    // an alert rule is evaluated
	Unattended              // nobody waits any more, or nobody yet
	Backfill                // nobody asked: a value would be lost otherwise
)

// Classes is how many there are.
const Classes = 4

// backfillShare is how many times as far apart as others the calls of a backfill are at least: it uses at most a tenth of
// the quota, also where nobody else needs it.
const backfillShare = 10

// viewerTurns is how many calls that a viewer waits for may go before one of an alert rule that waits as well.
const viewerTurns = 3

// String is the name of the class in metrics, traces and logs.
func (c Class) String() string { return [...]string{"viewer", "rule", "unattended", "backfill"}[c] }

// Rota decides whose turn is next where several classes wait: viewers get three turns of four, because a person waits now
// and a rule has its whole interval; the fourth keeps rules from starving. Unattended calls go when nobody else waits,
// and those of a backfill after them. The zero Rota is ready to use.
type Rota struct{ viewersInARow int }

// Next chooses among the classes that wait. ok is false when none does.
func (r *Rota) Next(waits func(Class) bool) (class Class, ok bool) {
	viewers, rules := waits(Viewer), waits(Rule)
	switch {
	case viewers && (!rules || r.viewersInARow < viewerTurns):
		r.viewersInARow++
		return Viewer, true
	case rules:
		r.viewersInARow = 0
		return Rule, true
	case waits(Unattended):
		return Unattended, true
	default:
		return Backfill, waits(Backfill)
	}
}
