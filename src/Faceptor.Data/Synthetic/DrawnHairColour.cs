namespace Faceptor.Data.Synthetic;

/// <summary>The colour of a drawn person's hair before it turns grey.</summary>
public enum DrawnHairColour
{
    /// <summary>Black.</summary>
    Black,

    /// <summary>Brown.</summary>
    Brown,

    /// <summary>Blond.</summary>
    Blond,

    /// <summary>Red.</summary>
    Red,
}
