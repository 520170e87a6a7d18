package emulator

import (
	"encoding/base64"
	"hash/fnv"
	"sort"
	"strconv"
	"strings"
)

// pageSize is the largest and the usual number of entries of a page.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html#API_ListAccounts_RequestSyntax
const pageSize = 20

// place is where a list goes on: at an entry, after an empty page or before
// one.
type place struct {
	offset int
	empty  bool // an empty page comes first
}

// page gives the entries that a request asks for and the token of the next
// page, empty at the end.
func page[T any](q *query, all []T) ([]T, string, error) {
	at := place{0, q.faults.EmptyPages}
	if token, given := q.in.text["NextToken"]; given {
		var ok bool
		if at, ok = q.place(token); !ok || at.offset > len(all) {
			return nil, "", invalid("INVALID_NEXT_TOKEN", "You specified an invalid value for the NextToken parameter. Get the value from the response to a previous call of the API.")
		}
	}
	if at.empty {
		if at.offset == len(all) && at.offset > 0 {
			return []T{}, "", nil // The list ended with the page before.
		}
		return []T{}, q.token(place{at.offset, false}), nil
	}
	size := pageSize
	if q.in.max > 0 {
		size = q.in.max
	}
	end := min(len(all), at.offset+size)
	entries := append([]T{}, all[at.offset:end]...)
	if end < len(all) || q.faults.EmptyPages && end > 0 {
		return entries, q.token(place{end, q.faults.EmptyPages}), nil
	}
	return entries, "", nil
}

// token writes a place down so that only the same caller can use it, for the
// same operation with the same parameters.
func (q *query) token(p place) string {
	mark := "n"
	if p.empty {
		mark = "e"
	}
	at := mark + strconv.Itoa(p.offset)
	return base64.RawURLEncoding.EncodeToString([]byte(at + "." + q.seal(at)))
}

// place reads a token.
func (q *query) place(token string) (place, bool) {
	text, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return place{}, false
	}
	at, seal, _ := strings.Cut(string(text), ".")
	if at == "" || seal != q.seal(at) {
		return place{}, false
	}
	offset, err := strconv.Atoi(at[1:])
	return place{offset, at[0] == 'e'}, err == nil && offset >= 0
}

// seal binds a place to caller, operation and parameters.
func (q *query) seal(at string) string {
	names := make([]string, 0, len(q.in.text))
	for name := range q.in.text {
		if name != "NextToken" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + "=" + strconv.Quote(q.in.text[name]) + ";")
	}
	b.WriteString(q.x.operation + ";" + string(q.x.caller.account) + ";" + at)
	h := fnv.New64a()
	_, _ = h.Write([]byte(b.String())) // A hash never fails to take bytes.
	return strconv.FormatUint(h.Sum64(), 36)
}
