namespace Faceptor.Data.Synthetic;

/// <summary>The cut of a drawn person's hair.</summary>
public enum DrawnHairStyle
{
    /// <summary>No hair on top.</summary>
    Bald,

    /// <summary>Cropped to a few millimetres.</summary>
    Buzz,

    /// <summary>Short, ears free.</summary>
    Short,

    /// <summary>Short with volume on one side of a parting.</summary>
    SidePart,

    /// <summary>A round mass of curls.</summary>
    Curly,

    /// <summary>To the chin, over the ears.</summary>
    Bob,

    /// <summary>Over the shoulders.</summary>
    Long,

    /// <summary>Tied up to a bun, ears free.</summary>
    Bun,
}
