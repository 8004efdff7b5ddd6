package plugin

import (
	"errors"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// FuzzQuery: whatever a query's JSON is, there is a *queryError or a query within the bounds.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		`{"refId":"A","queryType":"operationData","appIds":["661e"],"indicators":["user_count"],"granularity":"auto","legend":"{{label}}"}`,
		`{"indicators":["$x","[[y]]","${z:csv}"]}`, `{"indicators":"user_count"}`, `null`, `[]`, `{"appIds":[null,""],"indicators":["\u0000"]}`,
	} {
		f.Add([]byte(seed), int64(3600), int64(60))
	}
	f.Fuzz(func(t *testing.T, stored []byte, length, interval int64) {
		now := time.Unix(1_773_138_600, 0)
		q, err := parseQuery(backend.DataQuery{
			JSON: stored, Interval: time.Duration(interval),
			TimeRange: backend.TimeRange{From: now, To: now.Add(time.Duration(length))},
		}, "661e0000543cf")
		if bad := new(queryError); err != nil {
			if !errors.As(err, &bad) || bad.Advice == "" {
				t.Fatalf("not a *queryError: %v", err)
			}
			return
		}
		if len(q.appIDs) == 0 || len(q.appIDs) > maxAppIDs || len(q.indicators) == 0 || len(q.indicators) > maxIndicators || q.granularity.Step() == 0 {
			t.Fatalf("out of bounds: %+v", q)
		}
		for i, name := range slices.Concat(q.appIDs, q.indicators) {
			if nameProblem(name) != "" || (i > 0 && i < len(q.appIDs) && name == q.appIDs[i-1]) {
				t.Fatalf("name %q", name)
			}
		}
	})
}

// FuzzSettings: whatever is stored, there is a *settingError or settings that can be used.
func FuzzSettings(f *testing.F) {
	f.Add([]byte(`{"accessKeyId":"AK","region":"cn-north-1","endpoint":"https://host/path","dataDelay":"8h","cacheTTL":"5m","indicators":[{"name":"a"}]}`), "secret")
	f.Add([]byte(`{"accessKeyId":"AK","endpoint":"http://user:pass@host"}`), "secret")
	f.Add([]byte(`{"accessKeyId":5}`), "\n")
	f.Add([]byte(``), "")
	f.Fuzz(func(t *testing.T, stored []byte, secret string) {
		parsed, err := parseSettings(backend.DataSourceInstanceSettings{
			JSONData: stored, DecryptedSecureJSONData: map[string]string{"secretAccessKey": secret},
		})
		if wrong := new(settingError); err != nil {
			if !errors.As(err, &wrong) || wrong.Field == "" {
				t.Fatalf("not a *settingError: %v", err)
			}
			return
		}
		endpoint, err := url.Parse(parsed.account.Endpoint)
		if err != nil || endpoint.Host == "" || endpoint.User != nil || parsed.account.AccessKeyID == "" || parsed.dataDelay < 0 || parsed.cacheTTL < 0 {
			t.Fatalf("unusable: %q", parsed.account.Endpoint)
		}
	})
}
