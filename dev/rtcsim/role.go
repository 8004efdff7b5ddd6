package rtcsim

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// The temporary keys of a role have these prefixes, and a number behind them.
const (
	RoleAccessKeyIDPrefix     = "AKTPrtcsimRole"
	RoleSecretAccessKeyPrefix = "CANARY-rtcsim-role-secret-access-key-"
	RoleSessionTokenPrefix    = "CANARY-rtcsim-role-session-token-"
)

// DemoRoleTRN names a role as the documents write it.
const DemoRoleTRN = "trn:iam::2100000000:role/rtc-reader"

// STSPath is where the server has the service STS, apart from the data. Below the host of [STSHost] it is "/" as well.
const STSPath = "/sts"

// STSHost is the documented host of the service STS.
const STSHost = "open.volcengineapi.com"

const (
	stsService       = "sts"
	stsVersion       = "2018-01-01"
	actionAssumeRole = "AssumeRole"
)

// Role is one that AssumeRole gives temporary keys of. With a role in its
// options, the server gives data only for these keys, while they last.
type Role struct {
	TRN string

	// Trusts are the access keys that may assume the role; default the server's AccessKeyID. The others are refused,
	// as by a trust policy or for the lack of the permission sts:AssumeRole: the documents do not tell the two apart.
	Trusts []string

	// Lifetime of the temporary keys, default an hour.
	Lifetime time.Duration

	// ClockAhead is how far the clock of STS is ahead of the data's, in what it says of its keys.
	ClockAhead time.Duration
}

// keys are what an access key id stands for.
type keys struct {
	secretAccessKey, sessionToken string
	expires                       time.Time // zero for long-lived keys
}

// keysOf are the keys with the id; false if there are none, and never were.
func (s *Server) keysOf(accessKeyID string) (keys, bool) {
	if accessKeyID == s.options.AccessKeyID {
		return keys{secretAccessKey: s.options.SecretAccessKey, sessionToken: s.options.SessionToken}, true
	}
	if secret, ok := s.options.MoreKeys[accessKeyID]; ok {
		return keys{secretAccessKey: secret}, true
	}
	temporary, ok := s.roleKeys[accessKeyID]
	return temporary, ok
}

// verifyRole refuses long-lived keys where data is for a role alone.
func (s *Server) verifyRole(caller keys) *apiError {
	if s.options.Role.TRN != "" && caller.expires.IsZero() {
		return errorf("AccessDenied", "The user has no policy that allows this action.")
	}
	return nil
}

// RevokeRoleKeys makes the server refuse the temporary keys that it gave so far.
func (s *Server) RevokeRoleKeys() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, revoked := range s.roleKeys {
		revoked.expires = time.Unix(1, 0)
		s.roleKeys[id] = revoked
	}
}

// isSTS tells that the request is for the service STS.
func isSTS(r *http.Request) bool {
	return r.URL.Path == STSPath || r.URL.Path == "/" && r.Host == STSHost
}

// assumeRole answers the one action of STS that there is. What the service
// answers for a role that does not exist is not documented; here it is refused as
// any other that may not be assumed.
func (s *Server) assumeRole(r *http.Request, body []byte, now time.Time) (any, *apiError) {
	caller, accessKeyID, err := s.verifySignature(r, body, now, stsService, DefaultRegion)
	if err != nil {
		return nil, err
	}
	query := r.URL.Query()
	if query.Get("Action") != actionAssumeRole || query.Get("Version") != stsVersion || r.Method != http.MethodGet {
		return nil, errorf("InvalidActionOrVersion", "Could not find operation %s %s.", r.Method, query.Get("Action"))
	}
	for _, name := range []string{"RoleTrn", "RoleSessionName"} {
		if query.Get(name) == "" {
			return nil, errorf("MissingParameter", "The required parameter %s is missing.", name)
		}
	}
	role := s.options.Role
	if query.Get("RoleTrn") != role.TRN || !caller.expires.IsZero() || !slices.Contains(role.Trusts, accessKeyID) {
		return nil, errorf("AccessDenied", "User is not authorized to perform sts:AssumeRole on resource %s.", query.Get("RoleTrn"))
	}
	return s.newRoleKeys(query.Get("RoleSessionName"), now), nil
}

func (s *Server) newRoleKeys(session string, now time.Time) any {
	number := len(s.roleKeys) + 1
	id := fmt.Sprint(RoleAccessKeyIDPrefix, number)
	made := keys{
		secretAccessKey: fmt.Sprint(RoleSecretAccessKeyPrefix, number),
		sessionToken:    fmt.Sprint(RoleSessionTokenPrefix, number),
		expires:         now.Add(s.options.Role.Lifetime),
	}
	s.roleKeys[id] = made
	told := func(at time.Time) string { return at.Add(s.options.Role.ClockAhead).In(beijing).Format(time.RFC3339) }
	return map[string]any{
		"Credentials": map[string]string{
			"CurrentTime": told(now), "ExpiredTime": told(made.expires),
			"AccessKeyId": id, "SecretAccessKey": made.secretAccessKey, "SessionToken": made.sessionToken,
		},
		"AssumedRoleUser": map[string]string{"Trn": s.options.Role.TRN + "/" + session, "AssumedRoleId": session},
	}
}
