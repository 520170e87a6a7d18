package plan

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// CommandLine returns an AWS CLI command as it is shown for copying. In a demo
// or rehearsal the command is marked, so that nobody runs it against a real
// organization.
func CommandLine(c model.Caller, cli string) string {
	if c.Demo && strings.HasPrefix(cli, "aws ") {
		return cli + "  # DEMO"
	}
	return cli
}

// Commands returns the deputy commands that plan the order, one for each
// account and direction. Services with the same options share a command.
func (o Order) Commands() []string {
	type kind struct{ direction, account, flags string }
	var kinds []kind
	words := map[kind][]string{}
	orders := o.Orders()
	regions, features := commonList(orders, func(o Order) []model.Region { return o.Regions }), commonList(orders, func(o Order) []string { return o.Features })
	for _, one := range orders {
		if regions != nil {
			one.Regions = regions // a service that is not regional ignores them
		}
		if features != nil {
			one.Features = features
		}
		k := kind{one.Direction.String(), string(one.Account), one.flags()}
		if words[k] == nil {
			kinds = append(kinds, k)
		}
		words[k] = append(words[k], one.words()...)
	}
	lines := make([]string, len(kinds))
	for i, k := range kinds {
		lines[i] = phrase.ShellCommand("deputy", k.direction, strings.Join(words[k], ","), k.account) + k.flags
	}
	return lines
}

// commonList returns the list that all orders have that have one; nil if they
// differ.
func commonList[T comparable](orders []Order, of func(Order) []T) (list []T) {
	for _, o := range orders {
		switch one := of(o); {
		case len(one) == 0:
		case list == nil:
			list = one
		case !slices.Equal(list, one):
			return nil
		}
	}
	return list
}

// words returns the order's service as the command line takes it, or the
// principals if the order is about some of them only.
func (o Order) words() []string {
	if s, ok := catalog.ByID(o.Service); ok && (len(o.Principals) == 0 || len(o.Principals) == len(s.Principals)) {
		return []string{string(o.Service)}
	}
	return phrase.Strings(o.Principals)
}

// flags returns the order's options as the command line takes them, each behind a
// space.
func (o Order) flags() string {
	var words []string
	for _, f := range o.Features {
		words = append(words, "--feature", f)
	}
	switch {
	case o.ReplacedAccount != "":
		words = append(words, "--replace-account", string(o.ReplacedAccount))
	case o.Replace:
		words = append(words, "--replace")
	}
	if o.EnableAccess {
		words = append(words, "--enable-access")
	}
	if o.Instead {
		words = append(words, "--instead")
	}
	flags := strings.TrimSpace(regionFlags(o.Regions) + " " + phrase.ShellCommand(words...))
	if flags == "" {
		return ""
	}
	return " " + flags
}
