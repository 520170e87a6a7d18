package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
)

func (s *session) why() *cobra.Command {
	var f canFlags
	c := &cobra.Command{
		Use:     "why FILE|-",
		GroupID: "look",
		Short:   "Explain an AccessDenied message or event",
		Long: `why reads an AccessDenied message, a decoded authorization message or a
CloudTrail event, or of several events the first that was denied, from a file or
from standard input (-), takes account, principal, action, resource and Region
from it, and tells whether SCPs and RCPs block that, as deputy can does. The flags add to what the text says, or
correct it.`,
		Args: exactly("FILE or -"),
		RunE: func(c *cobra.Command, args []string) error { return s.explain(c.Context(), args[0], f) },
	}
	f.question(c)
	jsonFlag(c, &f.json, "the verdict")
	return c
}

// pastedMost is how long a text may be that why reads: an event is at most
// 256 KiB.
const pastedMost = 1 << 20

func (s *session) explain(ctx context.Context, path string, f canFlags) error {
	in, err := s.input(path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it is only read
	text, err := io.ReadAll(io.LimitReader(in, pastedMost))
	if err != nil {
		return end(Failed, "read %s: %s", path, err)
	}
	p, err := model.ParsePasted(string(text))
	if err != nil {
		return bad("%s", err)
	}
	if p.Account == "" {
		return bad("the text does not say whose account it is about: it has no principal's ARN with an account")
	}
	l, err := s.look(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if !f.json {
		said := &page{}
		said.line(fmt.Sprintf("%s by %s", p.Action, p.Principal))
		if p.Resource != "" {
			said.line("on " + p.Resource)
		}
		if len(p.Blames) > 0 {
			said.line("The text blames: " + strings.Join(p.Blames, ", "))
		}
		for _, n := range p.Notes {
			said.item("", n)
		}
		said.blank()
		if err := said.writeTo(s.Stdout); err != nil {
			return err
		}
	}
	return s.verdict(ctx, l, p.Question, f, nil)
}
