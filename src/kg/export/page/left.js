// What is not in the file, counted, and the option that brings it.

export const leftOutNotes = ({ network: { leftOut }, words }) => {
  const { proposed, places, placeTies, kinds, kindTies, relationTies } = leftOut, { number } = words;
  const named = Object.entries(kinds).map(([kind, count]) => `${number(count)} ${kind}`).join(", ");
  return [
    places ? `${number(places)} ${words.leftPlaces} (${number(placeTies)} ${words.edges}): --places node` : "",
    named ? `${words.leftKinds}: ${named} (${number(kindTies)} ${words.edges}): --profile full` : "",
    relationTies ? `${number(relationTies)} ${words.leftRelations}: --profile full` : "",
    proposed ? `${number(proposed)} ${words.leftProposed}: --with-proposed` : "",
  ];
};
