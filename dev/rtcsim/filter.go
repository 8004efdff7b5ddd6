package rtcsim

import (
	"strings"
	"time"
)

// Filter narrows quality down to some of an app's people, by the values of the
// fields of a request. Any text has numbers, as any room may exist. The zero value
// is the whole app.
//
// By the documents, ProductType is native unless it is web, and OS and Access have
// no effect when it is web.
type Filter struct {
	OS, Access            []string
	RoomID                string
	UserIDs               []string
	ProductType, Platform string
}

// trouble is how much worse than the app's the connections of the filter's people
// are; 1 is alike.
func (f Filter) trouble() float64 {
	if f.ProductType == "web" {
		f.OS, f.Access = nil, nil
	}
	return meanTrouble("OS", f.OS...) *
		meanTrouble("Access", f.Access...) *
		meanTrouble("RoomId", f.RoomID) *
		meanTrouble("UserId", f.UserIDs...) *
		meanTrouble("ProductType", f.ProductType) *
		meanTrouble("Platform", f.Platform)
}

func meanTrouble(field string, values ...string) float64 {
	var sum, count float64
	for _, value := range values {
		if value != "" {
			sum, count = sum+trouble(field, value), count+1
		}
	}
	if count == 0 {
		return 1
	}
	return sum / count
}

// troubles are in lower case: the documents write ios and iOS.
var troubles = map[string]float64{
	"2g": 2.8, "3g": 1.9, "4g": 1.15, "5g": 0.85, "wifi": 0.8,
	"android": 1.15, "ios": 0.85, "linux": 1.1, "mac": 0.8, "windows": 0.95,
	"native": 1, "web": 1.3,
}

// trouble of people whose field has the value: rooms differ a little, users much.
func trouble(field, value string) float64 {
	if t, ok := troubles[strings.ToLower(value)]; ok {
		return t
	}
	spread := 0.3
	switch field {
	case "RoomId":
		spread = 0.1
	case "UserId":
		spread = 0.6
	}
	return 1 + spread*(2*noise(field+"/"+value, time.Unix(0, 0))-1)
}
