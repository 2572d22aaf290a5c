namespace Faceptor.Data.Synthetic;

/// <summary>The parts of a beard; they combine.</summary>
[Flags]
public enum DrawnBeard
{
    /// <summary>Shaved.</summary>
    None = 0,

    /// <summary>A day's growth: a shadow of dots.</summary>
    Stubble = 1,

    /// <summary>Hair on the upper lip.</summary>
    Moustache = 2,

    /// <summary>Hair on the chin.</summary>
    Goatee = 4,

    /// <summary>Strips before the ears.</summary>
    Sideburns = 8,

    /// <summary>Hair along the jaw.</summary>
    Jaw = 16,
}
