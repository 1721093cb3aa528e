/** The edition's running total, as it is read. */
export interface EditionTotalView {
  readonly raisedMinor: number;
  readonly onItsWayMinor: number;
  readonly gifts: number;
  readonly donors: number;
  readonly walkers: number;
  readonly teams: number;
  readonly walkersByGroup: { readonly central: number; readonly 'own-route': number };
  readonly raisedByGroup: { readonly central: number; readonly 'own-route': number };
  readonly revision: number;
  readonly asOf: Date;
}

/** The running total of a team or a walker, as it is read. */
export interface PageTotalView {
  readonly raisedMinor: number;
  readonly onItsWayMinor: number;
  readonly gifts: number;
  readonly revision: number;
  readonly asOf: Date;
}
