package command

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/widget"
)

// changeFlags are the arguments and flags of register and remove.
type changeFlags struct {
	direction    catalog.Direction
	service      string
	account      string
	regions      []string
	features     []string
	enableAccess bool
	replace      bool
	replaced     string
	instead      bool
	json         bool
	reason       string

	execute     bool
	digest      string
	confirm     string
	confirmLoss string
}

const changeLong = `Without --execute it changes nothing: it prints the plan, whose last line is
its digest.

SERVICE is a service of deputy's catalogue, such as config, or a service
principal. A principal means only itself; a service means all of its principals.
Separate several with commas: they become one plan, with one confirmation.
ACCOUNT is an account ID, or a name or e-mail address that matches exactly one
account.

With --execute --plan DIGEST deputy reads the organization again and makes the
plan again. If the digest is the same and you confirm, it makes the calls one at
a time, and reads each change back before the next.`

// changing defines what register and remove share.
func (s *session) changing(c *cobra.Command, w *changeFlags) *cobra.Command {
	c.GroupID = "change"
	c.Args = exactly("SERVICE", "ACCOUNT")
	f := c.Flags()
	f.StringArrayVar(&w.regions, "region", nil, "an AWS `REGION` to act in, for services that delegate by Region; repeat for more")
	f.StringArrayVar(&w.features, "feature", nil, "which `PART` of the service: SecurityHub or SecurityHubV2; repeat for more")
	jsonFlag(c, &w.json, "the plan")
	f.StringVar(&w.reason, "reason", "", "a reason or ticket for the journal: `TEXT`")
	f.BoolVar(&w.execute, "execute", false, "execute the plan; needs --plan")
	f.StringVar(&w.digest, "plan", "", "the `DIGEST` of the plan that you have read")
	f.StringVar(&w.confirm, "confirm", "", "confirm without a prompt: the `ACCOUNT`'s ID")
	f.StringVar(&w.confirmLoss, "confirm-loss", "", "confirm the loss of what the plan destroys: the `SERVICE` again; only for a plan that destroys something")
	c.RunE = func(c *cobra.Command, args []string) error {
		w.service, w.account = args[0], args[1]
		return s.change(c.Context(), w)
	}
	return c
}

// check refuses flags that do not go together.
func (w *changeFlags) check() error {
	given := w.digest + w.confirm + w.confirmLoss
	switch {
	case w.execute && w.digest == "":
		return bad("--execute needs --plan DIGEST: run the command without --execute first, and read its plan")
	case w.execute && w.json:
		return bad("--json prints a plan: leave it out with --execute")
	case !w.execute && given != "":
		return bad("--plan, --confirm and --confirm-loss need --execute: without it deputy changes nothing")
	}
	for _, id := range listed(w.confirm) {
		if !model.IsAccountID(id) {
			return bad("--confirm takes the account's ID, twelve digits, not %q", id)
		}
	}
	return nil
}

// listed returns the words of a list with commas; none of an empty one.
func listed(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// change plans a change, and carries it out if that was asked for.
func (s *session) change(ctx context.Context, w *changeFlags) error {
	if err := w.check(); err != nil {
		return err
	}
	if why := s.readOnly(); w.execute && why != "" {
		return end(Denied, "nothing was changed: %s", why)
	}
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	o, err := l.order(ctx, w)
	if err != nil {
		return err
	}
	planned, err := l.plan(ctx, o, 1)
	if err != nil {
		return err
	}
	l.warnUnfinished()
	if w.execute {
		return l.carryOut(ctx, w, planned)
	}
	if err := s.showPlan(planned, w.json); err != nil {
		return err
	}
	return l.planEnd(planned, o)
}

// warnUnfinished warns of a change that did not finish, and of a journal that
// cannot be read. The screen plans how to finish or undo such a change.
func (l *loader) warnUnfinished() {
	for _, e := range l.unfinished {
		region := ""
		if e.Region != "" {
			region = " " + string(e.Region)
		}
		l.s.tell("deputy: %s\n", widget.Clean(fmt.Sprintf(
			"a change of %s did not finish, step %d of %d: %s %s%s %s. %s Start deputy without a command and press U: it reads the step back, and plans how to continue or undo",
			phrase.DateTime(e.Time), e.Step, e.Of, e.Service, e.Operation, region, e.Parameters.Words(), e.Progress())))
	}
	if gap := l.gap(model.PartKey{Part: model.PartJournal}); gap != nil {
		l.s.tell("deputy: %s\n", widget.Clean("cannot tell whether a change is unfinished: "+gap.Sentence()))
	}
}

// planEnd ends the program after a plan that is only shown.
func (l *loader) planEnd(planned *plan.Plan, o plan.Order) error {
	if planned.Blocked() {
		return end(Denied, "")
	}
	if gap := l.gap(fresh(1), model.PartKey{Part: model.PartDelegations, Target: string(o.Account)}); gap != nil {
		return end(Unknown, "the plan depends on an incomplete reading: %s", gap.Sentence())
	}
	return nil
}

// order resolves the arguments to the change that is wanted.
func (l *loader) order(ctx context.Context, w *changeFlags) (plan.Order, error) {
	one := plan.Order{Direction: w.direction, EnableAccess: w.enableAccess, Features: w.features, Replace: w.replace || w.replaced != "", Instead: w.instead}
	for _, r := range w.regions {
		one.Regions = append(one.Regions, model.Region(r))
	}
	var orders []plan.Order
	regional := false
	for _, word := range strings.Split(w.service, ",") {
		o := one
		var err error
		if o.Service, o.Principals, err = l.service(ctx, word); err != nil {
			return o, err
		}
		s, _ := catalog.ByID(o.Service)
		regional = regional || s.Regions.Regional
		if !s.Regions.Regional {
			o.Regions = nil
		}
		if len(s.Features) == 0 {
			o.Features = nil
		}
		orders = append(orders, o)
	}
	if len(w.regions) > 0 && !regional {
		return one, bad("%s is not delegated by Region: leave --region out (AWS_REGION is the Region of the calls)", w.service)
	}
	account, err := l.account(ctx, w.account)
	if err != nil {
		return one, err
	}
	replaced := model.AccountID("")
	if w.replaced != "" {
		if replaced, err = l.account(ctx, w.replaced); err != nil {
			return one, err
		}
	}
	return plan.Together(orders).Each(func(o *plan.Order) { o.Account, o.ReplacedAccount = account, replaced }), nil
}

// fresh is the part that the n-th fresh look of a command completes.
func fresh(n int) model.PartKey {
	return model.PartKey{Part: model.PartFresh, Target: "look " + strconv.Itoa(n)}
}

// plan makes the plan after a fresh look, the n-th of the command.
func (l *loader) plan(ctx context.Context, o plan.Order, n int) (*plan.Plan, error) {
	at := fresh(n)
	if err := l.read(ctx, []model.PartKey{at}, o.Needs(at.Target)); err != nil {
		return nil, err
	}
	return plan.New(l.reading, o), nil
}

// showPlan prints a plan.
func (s *session) showPlan(planned *plan.Plan, asJSON bool) error {
	return s.print("plan", asJSON,
		func(w io.Writer) error { return plan.Encode(w, planned) },
		func() *page { return planPage(planned) })
}
