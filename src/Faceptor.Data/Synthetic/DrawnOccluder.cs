namespace Faceptor.Data.Synthetic;

/// <summary>What covers a part of a drawn face.</summary>
public enum DrawnOccluder
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A hand at the cheek or the chin.</summary>
    Hand,

    /// <summary>A cup before the mouth.</summary>
    Cup,

    /// <summary>Something out of focus that reaches in from the edge.</summary>
    Edge,
}
