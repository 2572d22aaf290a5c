using Faceptor.Core.Heads;

namespace Faceptor.Models.Families;

/// <summary>The heads of Faceptor, which all tasks share.</summary>
/// <param name="Map">Of tasks with maps.</param>
/// <param name="Value">Of tasks with a number for each query.</param>
/// <param name="Identity">Of identity.</param>
internal sealed record SharedHeads(MapHead Map, ValueHead Value, IdentityHead Identity);
