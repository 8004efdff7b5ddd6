package rtcsim

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// listQuery is a call for entries that passed every check.
type listQuery struct {
	appID      string
	start, end time.Time // end is where the data ends that has arrived
	roomID     string
	userIDs    []string
	up, down   bool
	noServers  bool
	page, size int
}

func (s *Server) parseListQuery(a action, parameters url.Values) (listQuery, *apiError) {
	for _, name := range append([]string{"AppId", "StartTime", "EndTime"}, a.list.required...) {
		if parameters.Get(name) == "" {
			return listQuery{}, errorf("MissingParameter", "The required parameter %s is missing.", name)
		}
	}
	if err := s.verifyApp(parameters.Get("AppId")); err != nil {
		return listQuery{}, err
	}
	start, end, err := s.parseListRange(a, parameters.Get("StartTime"), parameters.Get("EndTime"))
	if err != nil {
		return listQuery{}, err
	}
	q := listQuery{
		appID: parameters.Get("AppId"), start: start, end: end, roomID: parameters.Get("RoomId"),
		userIDs: commaList(parameters.Get("UserId")), noServers: parameters.Get("ExcludeServerUser") != "false",
	}
	if len(q.userIDs) > a.list.users && a.list.users > 0 {
		return q, errorf("InvalidParameter", "The parameter UserId must not have more than %d entries.", a.list.users)
	}
	direction := parameters.Get("Direction")
	q.up, q.down = direction != "2", direction != "1"
	if !slices.Contains([]string{"", "0", "1", "2"}, direction) {
		return q, errorf("InvalidParameter", "The parameter Direction must be 0, 1 or 2.")
	}
	var okPage, okSize bool
	q.page, okPage = number(parameters.Get("PageNum"), 1)
	q.size, okSize = number(parameters.Get("PageSize"), defaultPageSize)
	if !okPage || !okSize || q.page < 1 || q.size < 1 || q.size > maxPageSize {
		return q, errorf("InvalidParameter", "The parameters PageNum and PageSize must be from 1 on, PageSize up to %d.", maxPageSize)
	}
	return q, nil
}

// parseListRange cuts the range to the span of a call, and to what has arrived.
func (s *Server) parseListRange(a action, startText, endText string) (start, end time.Time, _ *apiError) {
	start, end, err := s.parseRange(action{lookBack: a.lookBack, span: maxTime}, request{StartTime: startText, EndTime: endText})
	if err != nil {
		return start, end, err
	}
	end = earlierOf(end, start.Add(a.span))
	return start, earlierOf(end, s.arrived(a)), nil
}

const maxTime = time.Duration(1<<63 - 1)

func commaList(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
