namespace Faceptor.Data.Loading;

/// <summary>Labels of a batch in network space; one subclass per kind.</summary>
public abstract record TaskTargets;
