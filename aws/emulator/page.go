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

// pagePosition is where a list continues: at an entry, or with an empty page
// before it.
type pagePosition struct {
	offset int
	empty  bool // an empty page comes first
}

// page returns the entries of the requested page and the token of the next page;
// empty at the end.
func page[T any](q *query, all []T) ([]T, string, error) {
	p := pageRequest{size: pageSize, empty: q.faults.EmptyPages, scope: q.pageScope()}
	p.token, p.given = q.in.text["NextToken"]
	if q.in.max > 0 {
		p.size = q.in.max
	}
	entries, next, ok := paged(p, all)
	if !ok {
		return nil, "", invalid("INVALID_NEXT_TOKEN", "You specified an invalid value for the NextToken parameter. Get the value from the response to a previous call of the API.")
	}
	return entries, next, nil
}

// pageRequest says which page of a list is requested.
type pageRequest struct {
	token string
	given bool
	size  int
	empty bool   // pages without entries come between the others
	scope string // that a token must carry
}

// paged returns the entries of a page and the token of the next one; false if
// the token does not belong to this list.
func paged[T any](p pageRequest, all []T) ([]T, string, bool) {
	at := pagePosition{0, p.empty}
	if p.given {
		var ok bool
		if at, ok = p.position(p.token); !ok || at.offset > len(all) {
			return nil, "", false
		}
	}
	if at.empty {
		if at.offset == len(all) && at.offset > 0 {
			return []T{}, "", true // The list ended with the page before.
		}
		return []T{}, p.next(pagePosition{at.offset, false}), true
	}
	end := min(len(all), at.offset+p.size)
	entries := append([]T{}, all[at.offset:end]...)
	if end < len(all) || p.empty && end > 0 {
		return entries, p.next(pagePosition{end, p.empty}), true
	}
	return entries, "", true
}

// next returns the token for a position. Only the same caller can use it, for
// the same operation with the same parameters.
func (p pageRequest) next(to pagePosition) string {
	mark := "n"
	if to.empty {
		mark = "e"
	}
	at := mark + strconv.Itoa(to.offset)
	return base64.RawURLEncoding.EncodeToString([]byte(at + "." + p.checksum(at)))
}

// position returns the position of a token.
func (p pageRequest) position(token string) (pagePosition, bool) {
	text, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return pagePosition{}, false
	}
	at, seal, _ := strings.Cut(string(text), ".")
	if at == "" || seal != p.checksum(at) {
		return pagePosition{}, false
	}
	offset, err := strconv.Atoi(at[1:])
	return pagePosition{offset, at[0] == 'e'}, err == nil && offset >= 0
}

// checksum returns a hash that binds a position to the list.
func (p pageRequest) checksum(at string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(p.scope + at)) // A hash never fails to take bytes.
	return strconv.FormatUint(h.Sum64(), 36)
}

// pageScope returns what a token is bound to: caller, operation and parameters.
func (q *query) pageScope() string {
	return scopeOf(q.in.text) + q.x.operation + ";" + string(q.x.caller.account) + ";"
}

// scopeOf returns the parameters in a fixed order, without the token.
func scopeOf(text map[string]string) string {
	names := make([]string, 0, len(text))
	for name := range text {
		if name != "NextToken" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + "=" + strconv.Quote(text[name]) + ";")
	}
	return b.String()
}
