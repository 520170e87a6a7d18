package command

import (
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// plainComma takes back that bash escapes a comma, which separates services: it is
// not typed with an escape.
const plainComma = `comp=${comp//\\,/,}`

// bashEscapes lets Cobra's script for bash escape all names that it hands over, not
// only a single one: what several have in common is put on the command line as well,
// and a blank in it would end the argument.
var bashEscapes = strings.NewReplacer(
	`        if (( ${#COMPREPLY[@]} == 1 )); then
            COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")
        fi`, `        if (( ${#COMPREPLY[@]} > 0 )); then
            IFS=$'\n' read -ra COMPREPLY -d '' < <(printf "%q\n" "${COMPREPLY[@]}")
            COMPREPLY=("${COMPREPLY[@]//\\,/,}")
        fi`,
	`|| comp=$(printf "%q" "${compline%%$tab*}")`, `|| comp=$(printf "%q" "${compline%%$tab*}")`+"\n        "+plainComma,
	`COMPREPLY+=("$compline")`, `COMPREPLY+=("$comp${compline#"${compline%%$tab*}"}")`,
	"        comp=${compline%%$tab*}\n        if ((${#comp}>longest))", "        if ((${#comp}>longest))",
	`COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]%%$tab*}")`, `COMPREPLY[0]=${COMPREPLY[0]%%$tab*}`,
)

// escapeInBash changes the command that prints the script for bash.
func escapeInBash(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	bash, _, err := root.Find([]string{"completion", "bash"})
	if err != nil {
		return // There is no such command.
	}
	bash.RunE = func(c *cobra.Command, _ []string) error {
		plain, err := c.Flags().GetBool("no-descriptions")
		var script strings.Builder
		if err = errors.Join(err, root.GenBashCompletionV2(&script, !plain)); err != nil {
			return err
		}
		_, err = io.WriteString(c.OutOrStdout(), bashEscapes.Replace(script.String()))
		return err
	}
}
