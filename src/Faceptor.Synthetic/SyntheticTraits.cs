namespace Faceptor.Synthetic;

/// <summary>What stands behind a drawn face.</summary>
public enum SyntheticBackground
{
    /// <summary>A studio wall with a gradient.</summary>
    Studio,

    /// <summary>Blurred spots of light.</summary>
    Lights,

    /// <summary>Vertical and horizontal bars: shelves, windows.</summary>
    Shelves,

    /// <summary>Leaves and sky.</summary>
    Park,

    /// <summary>Tiles or stripes.</summary>
    Pattern,
}

/// <summary>The parts of a beard; they combine.</summary>
[Flags]
public enum SyntheticBeard
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

/// <summary>The outline of a drawn face.</summary>
public enum SyntheticFaceShape
{
    /// <summary>Longer than wide, evenly rounded.</summary>
    Oval,

    /// <summary>Short and round.</summary>
    Round,

    /// <summary>With a broad, angular jaw.</summary>
    Square,

    /// <summary>Broad above, narrowing to a pointed chin.</summary>
    Heart,
}

/// <summary>The colour of a drawn identity's hair before it turns grey.</summary>
public enum SyntheticHairColour
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

/// <summary>The cut of a drawn identity's hair.</summary>
public enum SyntheticHairStyle
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

/// <summary>How the strands of a drawn identity's hair run.</summary>
public enum SyntheticHairTexture
{
    /// <summary>Too short to tell, or no hair.</summary>
    Plain,

    /// <summary>Straight strands, smooth edge.</summary>
    Straight,

    /// <summary>Wavy strands, wavy edge.</summary>
    Wavy,
}

/// <summary>What covers a part of a drawn face.</summary>
public enum SyntheticOccluder
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
