/** The objects of the builders' schemas. */
export function docs() {
  return [
    { by: 'ada', text: 'mine' },
    { by: 'bo', text: 'his' },
  ];
}
