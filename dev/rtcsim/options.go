package rtcsim

import "time"

// Credentials of the demo. The secrets are recognisable text, so that a test can
// search logs, answers and pages for leaks.
const (
	DemoAccessKeyID     = "AKLTrtcsimDemoAccessKeyId"
	DemoSecretAccessKey = "CANARY-rtcsim-secret-access-key"
	DemoSessionToken    = "CANARY-rtcsim-session-token"
	DefaultRegion       = "cn-north-1"
)

// Options configure a [Server]. The zero value is the documented API with the
// demo's credentials and apps.
type Options struct {
	// Now is the clock of the data: which buckets are answered already and which
	// are too old, and the header Date. Default time.Now. The rate limit and X-Date always use
	// time.Now, the clock the client paces itself by.
	Now func() time.Time

	// AccessKeyID and SecretAccessKey default to the demo's. With a SessionToken,
	// requests must carry it; without, they must not carry any.
	AccessKeyID, SecretAccessKey, SessionToken string

	// MoreKeys are further long-lived keys of the account, secrets by access key id.
	MoreKeys map[string]string

	// Role is one that AssumeRole gives temporary keys of, and that data is for.
	// Default none: data is for the long-lived keys.
	Role Role

	// Region of the signature's scope, default DefaultRegion.
	Region string

	// Apps of the account, default DemoApps.
	Apps []App

	// Indicators are names that every action with indicators knows beside its own.
	Indicators []string

	// Naming is what indicators of quality are called in answers, default PageNaming.
	Naming Naming

	// EmptyVideo answers an app without video with series of video that have no
	// values. By default it has none; the documents do not say which is right.
	EmptyVideo bool

	// RefuseSample refuses 5s_join_room_success_rate as an indicator of operation
	// data. The page shows it in a sample of an answer only, and does not say that it
	// can be asked for.
	RefuseSample bool

	// MaxIndicators is how many a call may ask for; 0 is no limit. The documents state none.
	MaxIndicators int

	// ExclusiveEnd leaves out the bucket that starts exactly at EndTime. A sample
	// of the documents has it, so the default has it too.
	ExclusiveEnd bool

	// DropUnknown leaves an unknown indicator out of the answer. By default the
	// whole call is refused; the documents do not say which is right.
	DropUnknown bool

	// DistributionTimes answers a distribution of quality with a value for each
	// place and bucket (30 s in real time, otherwise an hour). By default a place
	// has one value, with the time at which the range starts; the documents do not
	// say which is right.
	DistributionTimes bool

	// LateBuckets is how many of the newest buckets of 30 s that should have
	// arrived are missing from real-time answers: the delay on a page is no
	// guarantee.
	LateBuckets int

	// PageShift moves a list while its pages are fetched: by so many entries from
	// each page to the next. Above 0 entries are lost between two pages, below 0
	// they come twice.
	PageShift int

	// ListLimit is how many entries of a list there are pages for; HasMore tells of
	// more. Default 10000; the documents state none.
	ListLimit int

	// UsersByPresence lists the users who were in the room in the range. By default
	// it is those who joined in it, as rooms are those that were created in it; the
	// documents do not say which is right.
	UsersByPresence bool

	// Oddities answers times in Unix milliseconds, numbers as texts, and leaves out
	// what an entry can do without.
	Oddities bool

	// ThrottleWithOK answers throttled calls with HTTP 200 and an Error in the
	// envelope instead of HTTP 429.
	ThrottleWithOK bool

	// CallsPerSecond takes the place of the 2 calls a second that the actions for
	// data let through, and caps the rate of the others. Below 1 it is one call in
	// the time that it takes. Default: the documented rates.
	CallsPerSecond float64

	// NoRateLimit lets any number of calls through.
	NoRateLimit bool
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.AccessKeyID == "" {
		o.AccessKeyID = DemoAccessKeyID
	}
	if o.SecretAccessKey == "" {
		o.SecretAccessKey = DemoSecretAccessKey
	}
	if o.Region == "" {
		o.Region = DefaultRegion
	}
	if o.Role.Trusts == nil {
		o.Role.Trusts = []string{o.AccessKeyID}
	}
	if o.Role.Lifetime == 0 {
		o.Role.Lifetime = time.Hour
	}
	if o.Apps == nil {
		o.Apps = DemoApps
	}
	if o.ListLimit == 0 {
		o.ListLimit = 10000
	}
	if o.Naming == nil {
		o.Naming = PageNaming
	}
	return o
}
