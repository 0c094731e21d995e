// Texts as people write them: folded, split into words, and nearly alike.

// Small words that a name may lack or have without being another name, as in `kg search`.
const SMALL = new Set("a al and de del des du e el en et for la las le les los of the y".split(" "));

export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export const wordsIn = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// The words that count in what is searched for: without small ones, unless there are no others.
export const askedWords = (text) => {
  const all = wordsIn(text);
  const long = all.filter((word) => !SMALL.has(word));
  return long.length ? long : all;
};

// How many letters of a word may be wrong.
export const forgiven = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

// Whether two words differ by at most so many letters added, left out, changed or swapped; with
// `prefix`, whether the asked word differs so from a beginning of the other.
export const isNear = (asked, word, most, prefix = false) => {
  if (!prefix && Math.abs(asked.length - word.length) > most) return false;
  if (word.length < asked.length - most) return false;
  const width = prefix ? Math.min(word.length, asked.length + most) : word.length;
  let before = [], last = Array.from({ length: width + 1 }, (_, j) => j);
  for (let i = 1; i <= asked.length; i++) {
    const row = [i];
    for (let j = 1; j <= width; j++) {
      const same = asked[i - 1] === word[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && asked[i - 1] === word[j - 2] && asked[i - 2] === word[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...row) > most) return false;
    [before, last] = [last, row];
  }
  return (prefix ? Math.min(...last) : last[width]) <= most;
};
