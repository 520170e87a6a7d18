package phrase

// Shorten cuts a word that somebody typed or pasted to a length that fits into
// one line.
func Shorten(word string) string {
	const most = 80
	if len(word) <= most {
		return word
	}
	if runes := []rune(word); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return word
}

// EditDistance returns how many letters to insert, delete or replace to turn one
// word into the other.
func EditDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j := range to {
			replaced := diagonal
			if from[i] != to[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
