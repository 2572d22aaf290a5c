namespace Faceptor;

/// <summary>The seven expression classes in the order of the outputs (AffectNet's order).</summary>
/// <remarks>
/// Released configuration: all three expression datasets are mapped to this order; the paper's text lists another.
/// </remarks>
public enum Expression
{
    /// <summary>No expression.</summary>
    Neutral = 0,

    /// <summary>Happiness.</summary>
    Happy = 1,

    /// <summary>Sadness.</summary>
    Sad = 2,

    /// <summary>Surprise.</summary>
    Surprise = 3,

    /// <summary>Fear.</summary>
    Fear = 4,

    /// <summary>Disgust.</summary>
    Disgust = 5,

    /// <summary>Anger.</summary>
    Anger = 6,
}
