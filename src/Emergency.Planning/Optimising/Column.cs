namespace Emergency.Planning.Optimising;

/// <summary>One way of deciding all blocks of a component: its cost, what it gives by kind (and zone, when the component spans several), and the choices.</summary>
/// <param name="Cost">Σ cost of the chosen options.</param>
/// <param name="Amount">By kind; by zone × width + kind when the component spans zones.</param>
/// <param name="Choice">Chosen option by block of the component, counted from the block's first.</param>
/// <param name="Pattern">Pattern by group of the component, in the order of its runs.</param>
internal record Column(double Cost, double[] Amount, byte[] Choice, byte[] Pattern);

/// <summary>What a node of the tree forbids beside the problem itself.</summary>
/// <param name="Banned">By option.</param>
/// <param name="Patterns">Allowed patterns by group, one bit each.</param>
internal sealed record Restriction(bool[] Banned, UInt128[] Patterns);
