package rtc

import (
	"context"
	"regexp"

	"github.com/volcengine/volc-sdk-golang/base"
)

// roleTRN is the name of a role as the documents write it; its first group is the account id.
var roleTRN = regexp.MustCompile(`^trn:iam::([A-Za-z0-9_-]+):role/[A-Za-z0-9_+=,.@/-]+$`)

// IsRoleTRN tells that a text can be the name of a role: trn:iam::<account id>:role/<name>.
func IsRoleTRN(text string) bool { return roleTRN.MatchString(text) }

// ID is the same for data sources that the API counts the calls of together, as far as that is known. A role names the account;
// a key does not, so two keys of one account have two ids.
func (a Account) ID() string {
	if parts := roleTRN.FindStringSubmatch(a.RoleTRN); parts != nil {
		return "account " + parts[1]
	}
	return "access key " + a.AccessKeyID
}

// keys are what a request is signed with.
type keys struct{ accessKeyID, secretAccessKey, sessionToken string }

// keys are the account's own, which never change.
func (a Account) keys() keys { return keys{a.AccessKeyID, a.SecretAccessKey, a.SessionToken} }

// credentials are the keys in the form that signs requests to a service.
func (k keys) credentials(service, region string) base.Credentials {
	return base.Credentials{
		AccessKeyID: k.accessKeyID, SecretAccessKey: k.secretAccessKey, SessionToken: k.sessionToken, Service: service, Region: region,
	}
}

// secrets are the parts that nobody may see.
func (k keys) secrets() []string { return []string{k.secretAccessKey, k.sessionToken} }

// keySource gives the keys for each attempt of a call: those of the settings, or the temporary ones of a role.
type keySource interface {
	// current gives the keys to sign with now. It waits only if there are none that can be used.
	current(ctx context.Context) (keys, error)
	// refused is told of keys that the API did not accept; true says that the next attempt will have others.
	refused(used keys) bool
	// close ends what is under way for the source.
	close()
}

// staticKeys are those of the settings.
type staticKeys keys

func (k staticKeys) current(context.Context) (keys, error) { return keys(k), nil }

func (k staticKeys) refused(keys) bool { return false }

func (k staticKeys) close() {}
