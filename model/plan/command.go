package plan

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// CommandLine gives a line of the AWS CLI to be copied. In a demo or rehearsal it is
// marked, so that nobody runs it against a real organization.
func CommandLine(c model.Caller, cli string) string {
	if c.Demo && strings.HasPrefix(cli, "aws ") {
		return cli + "  # DEMO"
	}
	return cli
}

// Commands gives what to run to have the order planned, one command for each
// account and direction. Services that want the same are named together.
func (o Order) Commands() []string {
	type kind struct{ direction, account, flags string }
	var kinds []kind
	words := map[kind][]string{}
	orders := o.Orders()
	regions, features := shared(orders, func(o Order) []model.Region { return o.Regions }), shared(orders, func(o Order) []string { return o.Features })
	for _, one := range orders {
		if regions != nil {
			one.Regions = regions // a service without Regions leaves them aside
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
		lines[i] = "deputy " + k.direction + " " + strings.Join(words[k], ",") + " " + k.account + k.flags
	}
	return lines
}

// shared gives the list that all orders with one have; nil if they differ.
func shared[T comparable](orders []Order, of func(Order) []T) (list []T) {
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

// words gives the order's service as the command line takes it, or those of its
// principals that it is about.
func (o Order) words() []string {
	if s, ok := catalog.ByID(o.Service); ok && (len(o.Principals) == 0 || len(o.Principals) == len(s.Principals)) {
		return []string{string(o.Service)}
	}
	return phrase.Strings(o.Principals)
}

// flags gives the order's choices as the command line takes them.
func (o Order) flags() string {
	var b strings.Builder
	for _, r := range o.Regions {
		b.WriteString(" --region " + string(r))
	}
	for _, f := range o.Features {
		b.WriteString(" --feature " + f)
	}
	switch {
	case o.Rival != "":
		b.WriteString(" --replace-account " + string(o.Rival))
	case o.Replace:
		b.WriteString(" --replace")
	}
	if o.EnableAccess {
		b.WriteString(" --enable-access")
	}
	if o.Instead {
		b.WriteString(" --instead")
	}
	return b.String()
}
