package pane

import (
	"fmt"
	"strings"

	"deputy/model/phrase"
	"deputy/model/search"
)

// NewSearchFor returns the search of the environment's reading for a text.
func NewSearchFor(env *Env, text string) *Search {
	s := NewSearch(env)
	s.Query.Paste(text)
	return s
}

// Finds reports whether the search has hits.
func (s *Search) Finds() bool {
	s.gather()
	return len(s.rows) > 0
}

// reference returns what the query names; for a picker the whole text is words.
func (s *Search) reference() search.Reference {
	if s.picker != nil {
		return search.Reference{}
	}
	return search.Refer(s.Value())
}

// listed returns what Enter does, and what the rows are.
func (s *Search) listed() string {
	typed := strings.TrimSpace(s.asked) != ""
	switch {
	case !typed && s.picker != nil:
		return s.picker.rows
	case !typed && len(s.rows) == 0:
		return "Names, IDs, ARNs, e-mails, paths such as Workloads/Prod, console URLs, error texts, policies, services, tags"
	case !typed && len(s.env.Bookmarks) > 0:
		return "Bookmarks and recent places"
	case !typed:
		return "Recent places"
	}
	ref := s.reference()
	h, found := s.row()
	switch {
	case ref.Kind == search.RefDenial:
		return "Enter asks about this error."
	case !found && (ref.Identifies() || ref.Kind == search.RefEmail):
		_, err := ref.Resolve(s.env.Reading)
		return phrase.Sentence(err.Error())
	case !found:
		return "No match in what has been loaded."
	case ref.ARN != "":
		return fmt.Sprintf("Enter opens %s, the account of %s; then a asks about it.", hitWords(h), ref.Words())
	case s.picker != nil:
		return s.hits()
	default:
		return "Enter opens " + hitWords(h) + " · " + s.hits()
	}
}

// hits says how many hits there are.
func (s *Search) hits() string {
	if len(s.rows) == searchMost {
		return fmt.Sprintf("the best %d hits", searchMost)
	}
	return phrase.Count(len(s.rows), "hit")
}

// hitWords names a hit with its kind, and an account with its ID.
func hitWords(h search.Hit) string {
	text := h.Kind + " " + h.Name
	if len(h.Node) == 12 && string(h.Node) != h.Name {
		text += " (" + string(h.Node) + ")"
	}
	return text
}
