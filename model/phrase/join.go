package phrase

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func Strings[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, x := range list {
		all[i] = string(x)
	}
	return all
}

// List joins the first words of a list and counts the others.
func List(words []string, most int) string {
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
}

// JoinMost joins at most so many words; "a, b or 3 more".
func JoinMost(all []string, last string, most int) string {
	if len(all) <= most+1 {
		return Join(all, last)
	}
	return Join(append(slices.Clone(all[:most]), strconv.Itoa(len(all)-most)+" more"), last)
}

// Join joins words with commas and the last with a conjunction.
func Join(words []string, last string) string {
	switch len(words) {
	case 0:
		return "something that is not known"
	case 1:
		return words[0]
	}
	separator := ", "
	if strings.HasPrefix(last, ",") {
		separator = last
	}
	return strings.Join(words[:len(words)-1], separator) + last + words[len(words)-1]
}
